import type { Entry, EntryBodies } from '../../../workflows/contract/entries.js';
import { isRelease } from '../../../workflows/contract/names.js';
import type { GateView, RunView } from '../../../workflows/contract/views.js';
import { standingIn } from '../case/standing.js';
import type { ActionReport, GateReport, RunReport } from './model.js';

type RunOpening = Extract<EntryBodies['run'], { readonly event: 'requested' }>;

const gateReport = (
  { id, kind, state, plan, step, openedAt, expiresAt, requestedBy }: GateView,
  entries: readonly Entry[],
): GateReport => ({
  id,
  kind,
  state,
  plan,
  step,
  openedAt,
  expiresAt,
  requestedBy,
  decisions: entries.flatMap((entry) => {
    if (entry.kind !== 'approval' || entry.body.gate !== id) return [];
    const { operator, person, decision, proof, reason } = entry.body;
    return [{ operator, person, decision, proof, at: entry.at, reason, ref: `#${entry.seq}` }];
  }),
});

const actionsOf = (run: RunView, entries: readonly Entry[]): readonly ActionReport[] => {
  const standing = new Set(standingIn(run, entries).map(({ step }) => step));
  const calls = Map.groupBy(
    entries.flatMap(({ kind, body }) => (kind === 'call' && body.call !== null && body.outcome === 'ok' ? [body] : [])),
    ({ step }) => step,
  );
  return run.stages.flatMap(({ name, gate, tracks }) =>
    tracks.flatMap(({ target, steps }) =>
      steps.map(({ id, action, effect, blocking, reversible, state, verification, endedAt, error }): ActionReport => ({
        step: id,
        action,
        effect,
        blocking,
        reversible,
        isRelease: isRelease(name),
        target,
        state,
        at: verification?.since ?? endedAt,
        assurance: verification?.holds ? verification.assurance : null,
        isStanding: standing.has(id),
        error: error ? `${error.code}: ${error.message}` : null,
        calls: (calls.get(id) ?? []).map(({ service, operation, requestId }) => ({
          operation: `${service}:${operation}`,
          requestId,
        })),
        gate: gate?.id ?? null,
      })),
    ),
  );
};

const opening = (entries: readonly Entry[]): { readonly body: RunOpening; readonly seq: number } | null => {
  for (const { kind, body, seq } of entries) if (kind === 'run' && body.event === 'requested') return { body, seq };
  return null;
};

/** One run as a report has it, from its view and its entries. */
export const runReport = (run: RunView, entries: readonly Entry[]): RunReport => {
  const asked = opening(entries);
  const released = entries.findLast(
    ({ kind, body }) => kind === 'run' && body.event === 'state' && body.state === 'released',
  );
  const { id, playbook, playbookVersion, state, reason, severity, title, requestedBy, targets } = run;
  const { startedAt, endedAt, unratified, account, region } = run;
  return {
    id,
    playbook,
    playbookVersion,
    state,
    reason,
    severity,
    title,
    requestedBy,
    targets,
    startedAt,
    endedAt,
    unratified,
    account,
    region,
    why: asked?.body.signed.document.reason ?? '',
    proof: asked && 'aws' in asked.body.signed ? 'aws' : 'ssh',
    ref: asked ? `#${asked.seq}` : '',
    releasedAt: released?.at ?? null,
    gates: run.gates.map((gate) => gateReport(gate, entries)),
    actions: actionsOf(run, entries),
  };
};
