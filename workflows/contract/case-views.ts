import type { Finding, StandingChange } from './case.js';
import type { RunSummary } from './views.js';
import type { Severity } from './words.js';

/** A fact that a clock was read off: when, what, and the entry or the finding that says so. */
export type Instant = { readonly at: string; readonly what: string; readonly ref: string };

/** A measured time. Never typed in: without both facts there are no seconds, and `reason` says what is missing. */
export type Clock = {
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly seconds: number | null;
  /** What is missing, or what must be known to read the number rightly. */
  readonly reason: string | null;
};

/** The clocks of a case, by the words of NIST SP 800-61; docs/cases.md defines each. */
export type Clocks = {
  readonly detect: Clock;
  readonly notify: Clock;
  readonly contain: Clock;
  readonly recover: Clock;
};

/** Where a row of a timeline is from. `aws`: a changing call, as its `call` entry has it. `finding`: a detector's word. */
export type TimelineSource = 'ledger' | 'aws' | 'evidence' | 'finding';

/** One thing that happened. Its texts may be an attacker's. */
export type TimelineRow = {
  readonly at: string;
  readonly source: TimelineSource;
  readonly what: string;
  /** Who: an operator, a detector, or the worker; null where it was nobody. */
  readonly who: string | null;
  /** `#12`: the entry of that number. A finding's own word has its id. */
  readonly ref: string;
  readonly run: string | null;
  /** What it was done to. */
  readonly target: string | null;
  /** AWS's id of the request: what CloudTrail has it under. */
  readonly requestId?: string;
  /** One of many like it, which pictures and pages put together. */
  readonly isRoutine: boolean;
};

/** A finding of a case, and who brought it when. */
export type CaseFinding = Finding & { readonly addedAt: string; readonly addedBy: string; readonly ref: string };

/** What somebody wrote into a case. */
export type CaseNote = { readonly at: string; readonly by: string; readonly text: string; readonly ref: string };

/** A case, as lists show it. Without words of its own it is told from its runs. */
export type CaseSummary = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: 'open' | 'closed';
  readonly openedAt: string;
  readonly openedBy: string;
  readonly closedAt: string | null;
  readonly runs: number;
  readonly findings: number;
  /** How many changes stand that a release can put back. */
  readonly standing: number;
};

/** One case in full. */
export type CaseView = Omit<CaseSummary, 'runs' | 'findings' | 'standing'> & {
  /** Whether somebody opened it in so many words. */
  readonly isDeclared: boolean;
  readonly closedBy: string | null;
  readonly closingReason: string | null;
  readonly findings: readonly CaseFinding[];
  readonly runs: readonly RunSummary[];
  readonly notes: readonly CaseNote[];
  readonly standing: readonly StandingChange[];
  readonly clocks: Clocks;
  readonly timeline: readonly TimelineRow[];
};
