import type { Entry } from '../../../workflows/contract/entries.js';
import type { GateView } from '../../../workflows/contract/views.js';

/** Why the requester of what stands at this gate asked for it, in their words. */
export const reasonOf = (entries: readonly Entry[], run: string, gate: GateView): string | null => {
  const release = gate.workflowId === run ? undefined : gate.workflowId.slice(run.length + 1);
  for (const { kind, body } of entries) {
    if (kind !== 'run' || body.run !== run || body.event === 'state') continue;
    const wanted = release
      ? body.event === 'release-requested' && body.release === release
      : body.event === 'requested';
    if (wanted) return body.signed.document.reason;
  }
  return null;
};
