import { setTimeout as pause } from 'node:timers/promises';
import { isFinal } from '../../workflows/contract/words.js';
import type { GateView, RunView } from '../../workflows/contract/views.js';
import { viewOf, type Phase } from './phase.js';
import type { Scene } from './scenes.js';
import type { Site } from './site.js';
import { until } from './until.js';

/** The longest that a phase may take, whatever happens in it, in milliseconds. */
const patience = 300_000;
const asker = 'responder';
const signer = 'ir-lead';

/** Whoever gets no answer for so long looks again, in milliseconds: who was asked may be gone for good. */
const longEnough = 20_000;
const answerOf = (asked: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    asked.then(
      () => true,
      () => false,
    ),
    pause(longEnough, false, { ref: false }),
  ]);

/** Asks for the run of a scene; answers its id as soon as it is on record. */
export const askForRun = async (site: Site, { playbook, input }: Scene, caseId: string): Promise<string> => {
  const wish = { playbook, input, severity: 'P1', title: 'chaos', reason: 'chaos', case: caseId } as const;
  // It waits for the plan. Whether that is waited for in vain, when things are killed, is nobody's concern here.
  let problem: unknown = 'it was not refused';
  const { as } = await site.session();
  void as(asker)
    .launch(wish)
    .catch((error: unknown) => (problem = error));
  return until(
    'the run to be on record',
    async () => (await site.reading.runs()).find((run) => run.case === caseId)?.id,
  ).catch((error: unknown) => Promise.reject(new Error(`${String(error)}: ${String(problem)}`, { cause: problem })));
};

/** Signs until the run is at its end, or nobody is at work for it; answers what people should not have been asked. */
export const seeThrough = (site: Site, phase: Phase): Promise<readonly string[]> =>
  attend(site, phase, (view) => phase.terminated || isFinal(view.state));

/** Asks for the release, again where that came to nothing, and signs until everything is put back. */
export const seeReleased = (site: Site, phase: Phase): Promise<readonly string[]> => {
  let isAsking = false;
  const ask = async (): Promise<void> => {
    isAsking = true;
    // Asked again as long as nothing is put back.
    const { as } = await site.session();
    if (await answerOf(as(asker).release(phase.run, [], 'chaos'))) phase.terminated = false;
    isAsking = false;
  };
  return attend(site, phase, ({ state, release, endedAt }) => {
    const isUnderWay = release !== null && endedAt === null && !phase.terminated;
    if (state !== 'released' && !isUnderWay && !isAsking) void ask();
    return state === 'released';
  });
};

/** A person at work: answers every gate until it `isOver`, however often answering fails. */
const attend = async (site: Site, phase: Phase, isOver: (view: RunView) => boolean): Promise<readonly string[]> => {
  const asked = new Map<string, string>();
  const deadline = Date.now() + patience;
  for (;;) {
    const view = await viewOf(site, phase);
    if (isOver(view)) return [...asked.values()];
    const gate = view.gates.findLast(({ state }) => state === 'waiting');
    if (gate?.kind === 'failure') asked.set(gate.id, `somebody is asked about ${failureAt(view, gate)}`);
    if (gate) await answerOf(answer(site, phase, gate));
    if (Date.now() > deadline) return [...asked.values(), `it is still ${view.state} (${view.reason ?? 'no reason'})`];
    // A view is read from all entries of the run.
    await pause(200);
  }
};

const answer = async (site: Site, { run }: Phase, { plan, step }: GateView): Promise<void> => {
  const people = (await site.session()).as(signer);
  if (plan) await people.approve(run, plan, 'chaos');
  else if (step) await people.decide(run, step, 'retry', 'chaos');
};

const failureAt = ({ stages }: RunView, { step }: GateView): string => {
  const steps = stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps));
  const error = steps.find(({ id }) => id === step)?.error;
  return `${step}: ${error?.code}: ${error?.message}`;
};
