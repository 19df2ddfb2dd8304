import type { Entry } from '../../../workflows/contract/entries.js';
import { resourceOf } from '../../../workflows/contract/names.js';
import { shorten } from '../../../workflows/contract/short.js';
import type { GateView, RunView, StepView } from '../../../workflows/contract/views.js';
import type { FollowUp } from './model.js';

type Single = Omit<FollowUp, 'targets'> & { readonly target: string | null };

const gateText = ({ kind, step, plan }: GateView): string =>
  kind === 'failure'
    ? `${step ?? 'a step'} failed and waits for an answer`
    : `plan ${shorten(plan ?? '')} waits for signatures`;

const ofStep = (run: string, target: string, step: StepView): readonly Single[] => {
  const common = { run, target: resourceOf(target) };
  const { action, state, error, verification, blocking } = step;
  const found: Single[] = [];
  if (state === 'failed' || state === 'undo-failed')
    found.push({
      ...common,
      kind: 'failed',
      what: `${action} ${state === 'failed' ? 'failed' : 'could not be put back'}${blocking ? '' : ', best effort'}: ${error?.message ?? 'no reason is on record'}`,
      command: `firebreak show ${run}`,
    });
  if (state === 'skipped') found.push({ ...common, kind: 'skipped', what: `${action} was left out`, command: null });
  if (verification && !verification.holds)
    found.push({
      ...common,
      kind: 'not-holding',
      what: `${action} does not hold: ${verification.facts.join('; ')}`,
      command: `firebreak show ${run}`,
    });
  // What was put back cuts nothing any more.
  if (verification?.holds && state !== 'undone')
    for (const what of verification.notCut) found.push({ ...common, kind: 'not-cut', what, command: null });
  return found;
};

const ofRun = (run: RunView): readonly Single[] => [
  ...run.gates
    .filter(({ state }) => state === 'waiting')
    .map((gate): Single => ({
      kind: 'waiting',
      what: gateText(gate),
      run: run.id,
      target: null,
      command: `firebreak show ${run.id}`,
    })),
  ...(run.unratified
    ? [
        {
          kind: 'unratified',
          what: `done under standing authority: ${run.unratified.reason}`,
          run: run.id,
          target: null,
          command: null,
        } as const,
      ]
    : []),
  ...run.stages.flatMap(({ tracks }) =>
    tracks.flatMap(({ target, steps }) => steps.flatMap((step) => ofStep(run.id, target, step))),
  ),
  ...run.notes.map((what): Single => ({ kind: 'note', what, run: run.id, target: null, command: null })),
];

// A seal that was made since says that what was refused has been explained.
const unsealed = (caseId: string, entries: readonly Entry[]): readonly Single[] => {
  const newest = entries.findLast(({ kind }) => kind === 'seal');
  return newest?.kind === 'seal' && newest.body.event === 'refused'
    ? [
        {
          kind: 'not-sealed',
          what: newest.body.reason,
          run: null,
          target: null,
          command: `firebreak audit verify ${caseId}`,
        },
      ]
    : [];
};

const order: readonly FollowUp['kind'][] = [
  'not-sealed',
  'unratified',
  'not-holding',
  'failed',
  'waiting',
  'skipped',
  'not-cut',
  'note',
];

/** What is left to do or to know of a case, the most urgent first. What still stands is said elsewhere. */
export const followUpsOf = (
  caseId: string,
  entries: readonly Entry[],
  runs: readonly RunView[],
): readonly FollowUp[] => {
  const all = [...unsealed(caseId, entries), ...runs.flatMap(ofRun)];
  const alike = Map.groupBy(all, ({ kind, what, run }) => JSON.stringify([kind, what, run]));
  return [...alike.values()]
    .flatMap((group): readonly FollowUp[] => {
      const [first] = group;
      if (!first) return [];
      const { target: _target, ...rest } = first;
      return [{ ...rest, targets: [...new Set(group.flatMap(({ target }) => target ?? []))] }];
    })
    .toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
};
