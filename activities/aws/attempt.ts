import type { Hash } from '../../workflows/contract/json.js';
import type { KeptAnswers } from './kept-answers.js';

/** On whose behalf AWS is called: the ledger's names for it, and the plan that allows changes. */
export type Attempt = {
  readonly case: string;
  readonly run: string;
  /** Null while nothing may be changed: opening, planning. */
  readonly step: string | null;
  readonly attempt: number;
  /** What people signed, and the plan made from it that is being carried out. */
  readonly authority: { readonly root: Hash; readonly document: Hash } | null;
  /** Looking again and again: reads that show nothing new leave no entry. */
  readonly isRoutine?: boolean;
  /** Collects what AWS answers, where a plan is made of it. */
  readonly answers?: KeptAnswers;
  /** Throws when this attempt must not act any more: it was frozen past its deadline. */
  readonly stillMine: () => void;
};

/** An attempt that may only read. */
export const readingFor = (where: { readonly case: string; readonly run: string }): Attempt => ({
  case: where.case,
  run: where.run,
  step: null,
  attempt: 1,
  authority: null,
  stillMine: () => undefined,
});
