import type { RecordedEvent } from '../../sandbox/services/cloudtrail/record.js';
import { isRelease, runWorkflowId } from '../../workflows/contract/names.js';
import type { RunView } from '../../workflows/contract/views.js';
import { disturbances } from './disturbances.js';
import { effectsSince, namesOf, repeated } from './effects.js';
import { beyond, differences } from './lists.js';
import { atMoment } from './moment.js';
import { viewOf, type Phase } from './phase.js';
import type { Disturbance } from './script.js';
import type { Site } from './site.js';

/** What came of a run, or of its release: the names of the changes in AWS, the steps, the run, how often it was asked. */
export type Ending = {
  readonly effects: readonly string[];
  readonly steps: readonly string[];
  readonly state: string;
  readonly gates: number;
};

/** One half of a round as it went. `asked` is what people should not have been asked. */
export type Half = {
  readonly phase: Phase;
  readonly happened: readonly Disturbance[];
  readonly asked: readonly string[];
  readonly effects: readonly RecordedEvent[];
  readonly ending: Ending;
};

/** Plays a half while people `attend` to it and the script happens; effects count from the call `since` on. */
export const playHalf = async (
  site: Site,
  names: Pick<Phase, 'name' | 'case' | 'run'>,
  script: readonly Disturbance[],
  since: number,
  attend: (site: Site, phase: Phase) => Promise<readonly string[]>,
): Promise<Half> => {
  const phase: Phase = { ...names, over: false, terminated: false };
  const [asked, happened] = await Promise.all([
    attend(site, phase).finally(() => (phase.over = true)),
    disturb(site, phase, script),
  ]);
  await site.ready();
  await site.steer((admin) => admin.clearFaults());
  const effects = await effectsSince(site, since);
  return { phase, happened, asked, effects, ending: endingOf(await viewOf(site, phase), phase, effects) };
};

/** One after the other, each at its moment; answers those whose moment came. */
const disturb = async (site: Site, phase: Phase, script: readonly Disturbance[]): Promise<readonly Disturbance[]> => {
  const happened: Disturbance[] = [];
  for (const one of script) {
    const done = await atMoment(site, phase, one.moment, () => disturbances[one.kind](site, phase, one.times));
    if (done) happened.push(one);
  }
  return happened;
};

const endingOf = (
  { stages, gates, state }: RunView,
  { name, run }: Phase,
  effects: readonly RecordedEvent[],
): Ending => {
  const steps = stages
    .filter((stage) => !isRelease(stage.name))
    .flatMap(({ tracks }) => tracks.flatMap((track) => track.steps));
  return {
    effects: namesOf(effects),
    steps: steps.map((step) => `${step.id} ${step.state}`).toSorted(),
    state,
    gates: gates.filter(({ workflowId }) => (workflowId === runWorkflowId(run)) === (name === 'run')).length,
  };
};

/** What should not be so. `isCutShort`: the run was terminated, so there may be less to do, and to put back. */
export const judgeHalf = (
  { happened, asked, effects, ending }: Half,
  expected: Ending | undefined,
  isCutShort: boolean,
): readonly string[] => {
  const violations = [...asked, ...repeated(effects)];
  if (!expected) return violations;
  if (isCutShort) return [...violations, ...beyond(expected.effects, ending.effects)];
  // Whoever resets or terminates a workflow by hand takes back what it was told.
  const byHand = happened.some(({ kind }) => kind === 'reset' || kind === 'terminate');
  const listed = byHand ? resultsIn : allIn;
  return [...violations, ...differences(listed(expected), listed(ending))];
};

const resultsIn = ({ effects, steps, state }: Ending): readonly string[] => [
  ...effects.map((name) => `effect ${name}`),
  ...steps,
  `it is ${state}`,
];

const allIn = (ending: Ending): readonly string[] => [...resultsIn(ending), `asked ${ending.gates} times`];
