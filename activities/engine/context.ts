import type { Client } from '@temporalio/client';
import type { Authority } from '../../ledger/authority.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Operator, Policy } from '../../workflows/contract/policy.js';
import type { Scope } from '../../workflows/contract/playbook.js';
import type { AnyAction } from '../action.js';
import type { Clients } from '../aws/clients.js';
import type { Protection } from '../self-protection/protection.js';
import type { Outlet } from './notices.js';

/** What the activities of one worker share. */
export type Workplace = {
  readonly ledger: Ledger;
  readonly authority: Authority;
  readonly clients: Clients;
  /** What no plan may change. */
  readonly protection: Protection;
  readonly catalogue: readonly AnyAction[];
  readonly operators: readonly Operator[];
  readonly policy: Policy;
  /** In a sandbox, where its AWS answers; null in production, where AWS proofs go to AWS and nowhere else. */
  readonly proofsAt: string | null;
  /** Where people outside are told, or null. */
  readonly outlet: Outlet | null;
  /** How many targets of a run are worked on at once. */
  readonly parallel: number;
  /** Who writes the entries: `worker:<build id>`. */
  readonly actor: string;
  /** The account and Region it acts in, asked of AWS once. */
  readonly scope: () => Promise<Scope>;
  /** Aborted when the worker begins to stop: what only waits gives way, and goes on in another worker. */
  readonly stopping: AbortSignal;
  /** For asking Temporal who holds a lock. */
  readonly temporal: Client;
};
