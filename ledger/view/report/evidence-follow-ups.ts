import type { EvidenceItem } from '../../evidence/item.js';
import type { FollowUp } from './model.js';

type Said = Pick<FollowUp, 'kind' | 'what' | 'command'>;

// What was found last counts: an item that was put right has been verified since.
const differing = ({ kind, custody }: EvidenceItem, caseId: string): readonly Said[] => {
  const newest = custody.findLast(({ event }) => event === 'verified');
  if (!newest || newest.ok) return [];
  const what = `${kind} is not what was collected: ${(newest.differences ?? []).join('; ')}`;
  return [{ kind: 'evidence-differs', what, command: `firebreak evidence verify ${caseId}` }];
};

// AWS locks objects and snapshots; a volume has no lock, and a document is the ledger's own.
const unlocked = ({ kind, location, lock }: EvidenceItem): readonly Said[] =>
  lock === null && ('bucket' in location || 'snapshotId' in location)
    ? [{ kind: 'not-locked', what: `${kind} has no lock: whoever may delete it can`, command: null }]
    : [];

/** What evidence asks for: what is not what was collected, and what nothing keeps from being deleted; alike items are one. */
export const evidenceFollowUps = (caseId: string, evidence: readonly EvidenceItem[]): readonly FollowUp[] => {
  const all = evidence.flatMap((item) =>
    [...differing(item, caseId), ...unlocked(item)].map((said) => ({ ...said, run: item.run, targets: [item.id] })),
  );
  const alike = Map.groupBy(all, ({ kind, what, run }) => JSON.stringify([kind, what, run]));
  return [...alike.values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({ ...first, targets: group.flatMap(({ targets }) => targets) })),
  );
};
