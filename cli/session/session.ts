import type { LedgerReader } from '../../ledger/reader.js';
import type { Finding } from '../../workflows/contract/case.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash, JsonObject } from '../../workflows/contract/json.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import type { RunSummary, RunView } from '../../workflows/contract/views.js';
import type { FailureChoice, Severity } from '../../workflows/contract/words.js';
import type { Config } from '../../worker/config.js';

/** A run as it was asked for. */
export type Launch = {
  readonly playbook: string;
  readonly input: JsonObject;
  readonly severity: Severity;
  readonly title: string;
  readonly reason: string;
  readonly case?: string;
  /** What was reported and is answered by it. */
  readonly findings?: readonly Finding[];
};

/** What everybody may look at: read from the ledger, with or without a worker. */
export type Reading = {
  readonly runs: () => Promise<readonly RunSummary[]>;
  readonly run: (id: string) => Promise<RunView>;
  readonly entries: (
    caseId: string,
    query?: { readonly run?: string; readonly after?: number },
  ) => Promise<readonly Entry[]>;
  readonly document: (hash: Hash) => Promise<PlanDocument>;
  /** Grows whenever anything was recorded. */
  readonly version: () => Promise<number>;
  readonly ledger: LedgerReader;
};

/** What an operator can do; each signs a document in that operator's name. All reject with a CliError when refused. */
export type Acting = {
  readonly launch: (launch: Launch) => Promise<{ readonly id: string; readonly case: string }>;
  /** Signs the plan `plan` of the gate that waits; refuses when another plan is asked by now. */
  readonly approve: (run: string, plan: Hash, reason: string) => Promise<void>;
  readonly deny: (run: string, plan: Hash, reason: string) => Promise<void>;
  readonly decide: (run: string, step: string, choice: FailureChoice, reason: string) => Promise<void>;
  readonly cancel: (run: string, reason: string) => Promise<void>;
  /** Asks for a release; answers its id once it is being planned. */
  readonly release: (run: string, steps: readonly string[], reason: string) => Promise<string>;
};

/** An open Firebreak: configuration, eyes and, once needed, hands. */
export type Session = {
  readonly config: Config;
  readonly reading: Reading;
  /** Acts as one of the configured operators. */
  readonly as: (operator: string) => Acting;
  /** The operator that acts unless another is named. */
  readonly operator: string;
  readonly close: () => Promise<void>;
};
