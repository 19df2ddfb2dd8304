import type { Severity } from './words.js';

/** How bad a detector says that a finding is, in the words of Amazon GuardDuty and of ASFF. */
export const findingSeverities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type FindingSeverity = (typeof findingSeverities)[number];

/**
 * What a detector reported, as far as it is kept: nothing in it was seen by Firebreak, and its texts may be an
 * attacker's. Times are RFC 3339 UTC with milliseconds, by the detector's own clock; null where it says none.
 */
export type Finding = {
  /** The detector: `GuardDuty`, or the product that Security Hub names. */
  readonly provider: string;
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly severity: FindingSeverity;
  readonly account: string | null;
  readonly region: string | null;
  /** When what it reports happened first. */
  readonly firstSeen: string | null;
  /** When it was first reported. */
  readonly createdAt: string | null;
  /** Instance ids, access key ids, `user/NAME`, `role/NAME` and ARNs. */
  readonly resources: readonly string[];
};

/** What a person can say about a case as a whole. */
export type CaseWord =
  | {
      readonly event: 'opened';
      readonly title: string;
      readonly severity: Severity;
      readonly findings: readonly Finding[];
    }
  | { readonly event: 'noted'; readonly text: string }
  | { readonly event: 'finding'; readonly finding: Finding }
  | { readonly event: 'severity-changed'; readonly severity: Severity }
  | { readonly event: 'closed' }
  | { readonly event: 'reopened' };

/** The most changes that a closing entry lists. */
export const mostStanding = 400;

/** A change that a run has made and nobody has put back. */
export type StandingChange = {
  readonly run: string;
  readonly step: string;
  /** The ARN of what was changed. */
  readonly target: string;
  readonly action: string;
  /** Whether a release can put it back. */
  readonly reversible: boolean;
};
