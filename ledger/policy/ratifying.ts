import type { Entry, GateRecord } from '../../workflows/contract/entries.js';

/**
 * Since when there is time to ratify what a run does before anybody else has signed: since it put anything to people at
 * all, of which `gate` may be the first; null once somebody has said no at another gate of it. To ask once more, for the
 * same or for something else, gives nobody more time, and takes no no back.
 */
export const ratifyingSince = (
  entries: readonly Entry[],
  gate: Pick<GateRecord, 'id' | 'openedAt'>,
): GateRecord['openedAt'] | null => {
  const isDenied = entries.some(
    ({ kind, body }) => kind === 'approval' && body.decision === 'deny' && body.gate !== gate.id,
  );
  const [first = gate] = entries.flatMap(({ kind, body }) =>
    kind === 'plan' && body.event === 'planned' && body.release === undefined ? [body.gate] : [],
  );
  return isDenied ? null : first.openedAt;
};
