import type { ActionReport, FollowUp } from '../../ledger/view/report/model.js';

/** What a follow-up is, in a word or two. */
export const followUpNames: Readonly<Record<FollowUp['kind'], string>> = {
  'evidence-differs': 'evidence differs',
  waiting: 'waits for people',
  failed: 'failed',
  skipped: 'left out',
  unratified: 'not ratified',
  'not-holding': 'does not hold',
  'not-locked': 'not locked',
  'not-cut': 'not cut',
  'not-sealed': 'not sealed',
  note: 'note',
};

/** Where an action stands, and how that is known. A change that found nothing to change says so. */
export const stateText = ({ state, assurance, effect, calls, isRelease }: ActionReport): string => {
  const isDone = state === 'verified' || state === 'undone';
  if (isDone && effect === 'change' && calls.length === 0) return 'nothing was there to change';
  if (isRelease && state === 'undone') return 'put back';
  if (state === 'undone') return 'put back since';
  return assurance ? `${state}: ${assurance}` : state;
};
