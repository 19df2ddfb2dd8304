import type { Entry } from '../../../workflows/contract/entries.js';
import { resourceOf } from '../../../workflows/contract/names.js';
import { shorten } from '../../../workflows/contract/short.js';
import type { GateView, RunView, StepView } from '../../../workflows/contract/views.js';
import type { EvidenceItem } from '../../evidence/item.js';
import { stepOf } from '../case/standing.js';
import { evidenceFollowUps } from './evidence-follow-ups.js';
import type { FollowUp } from './model.js';

type Single = Omit<FollowUp, 'targets'> & { readonly target: string | null };

const gateText = ({ kind, step, plan }: GateView): string =>
  kind === 'failure'
    ? `${step ?? 'a step'} failed and waits for an answer`
    : `plan ${shorten(plan ?? '')} waits for signatures`;

type Uncut = ReadonlyMap<string, readonly string[]>;

// A view forgets what was read back once a step is put back; what it had not cut has not been cut by that either.
const uncutIn = (entries: readonly Entry[]): Uncut =>
  new Map(
    entries.flatMap(({ kind, body }) =>
      kind === 'verification' && body.holds ? [[stepOf(body.run, body.step), body.notCut] as const] : [],
    ),
  );

const ofStep = (run: string, target: string, step: StepView, uncut: Uncut): readonly Single[] => {
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
  for (const one of uncut.get(stepOf(run, step.id)) ?? []) {
    const what = state === 'undone' ? `${action}, put back since, had not cut: ${one}` : one;
    found.push({ ...common, kind: 'not-cut', what, command: null });
  }
  return found;
};

const ofRun = (run: RunView, uncut: Uncut): readonly Single[] => [
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
    tracks.flatMap(({ target, steps }) => steps.flatMap((step) => ofStep(run.id, target, step, uncut))),
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
  'evidence-differs',
  'not-sealed',
  'unratified',
  'not-holding',
  'failed',
  'waiting',
  'skipped',
  'not-locked',
  'not-cut',
  'note',
];

/** What is left to do or to know of a case, the most urgent first. What still stands is said elsewhere. */
export const followUpsOf = (
  caseId: string,
  entries: readonly Entry[],
  runs: readonly RunView[],
  evidence: readonly EvidenceItem[],
): readonly FollowUp[] => {
  const uncut = uncutIn(entries);
  const all = [...unsealed(caseId, entries), ...runs.flatMap((run) => ofRun(run, uncut))];
  const alike = Map.groupBy(all, ({ kind, what, run }) => JSON.stringify([kind, what, run]));
  const ofRuns = [...alike.values()].flatMap((group): readonly FollowUp[] => {
    const [first] = group;
    if (!first) return [];
    const { target: _target, ...rest } = first;
    return [{ ...rest, targets: [...new Set(group.flatMap(({ target }) => target ?? []))] }];
  });
  return [...ofRuns, ...evidenceFollowUps(caseId, evidence)].toSorted(
    (one, other) => order.indexOf(one.kind) - order.indexOf(other.kind),
  );
};
