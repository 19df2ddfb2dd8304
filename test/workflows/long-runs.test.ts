import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { GateView } from '../../workflows/contract/views.js';
import { inParallel } from '../../workflows/engine/in-parallel.js';
import { until } from '../support/aws.js';
import { Lab, people, type Run } from './fixtures/lab.js';

/** The id of the history that the workflow is in now, and of its first one. */
const historyOf = async (lab: Lab, workflowId: string) => {
  const { runId, raw } = await lab.env.client.workflow.getHandle(workflowId).describe();
  return { now: runId, first: raw.workflowExecutionInfo?.firstRunId ?? runId };
};

const inNewHistory = (lab: Lab, workflowId: string): Promise<true> =>
  until(`${workflowId} in a new history`, async () => {
    const { now, first } = await historyOf(lab, workflowId);
    return now === first ? undefined : true;
  });

describe('a run that is flooded with decisions that do not count', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  const flood = async (run: Run, gate: GateView, count: number): Promise<void> => {
    const forged = Array.from({ length: count }, () => lab.planDecision(run, people.responder, gate));
    const answers = await inParallel(forged, 8, (signed) => lab.send(gate.workflowId, 'decide', signed));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['self-approval']));
  };

  it('goes on in a new history, at the same gate, and a genuine decision counts', async () => {
    const run = await lab.launch('flood');
    const gate = await lab.waiting(run);
    await flood(run, gate, 200);
    await inNewHistory(lab, run.id);
    expect(await lab.entries(run, 'refusal')).toHaveLength(200);
    expect((await lab.waiting(run)).id).toBe(gate.id);
    // The new history hears them too.
    await flood(run, gate, 5);
    expect(lab.world.changes('flood')).toEqual([]);
    expect(await lab.approve(run)).toMatchObject({ accepted: true, settles: true });
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('flood')).toEqual(['takePicture.apply', 'polish.apply', 'paint.apply']);
  });

  it('says in the run that somebody tries, once a gate', async () => {
    const run = await lab.launch('tried');
    await flood(run, await lab.waiting(run), 12);
    expect((await lab.view(run)).notes).toEqual([expect.stringMatching(/10 decisions were refused .* responder/)]);
    await lab.cancel(run);
  });

  it('counts no slip of the hand as a burst', async () => {
    const run = await lab.launch('slip');
    await flood(run, await lab.waiting(run), 3);
    expect((await lab.view(run)).notes).toEqual([]);
    await lab.cancel(run);
  });

  it('keeps failed steps waiting, each with what is left of its track, and what others have done', async () => {
    for (const thing of ['stuck-a', 'stuck-b'])
      lab.world.when('paint.apply', thing, (time) => {
        if (time === 1) throw failure(failureTypes.denied, 'not allowed to', 'allow it');
      });
    const run = await lab.launch('stuck-a,stuck-b,fine');
    await lab.approve(run);
    const gate = await lab.waiting(run, 'failure', 'paint/stuck-a/paint');
    await lab.waiting(run, 'failure', 'paint/stuck-b/paint');
    await lab.until(run, 'the third one', () => (lab.world.thing('fine').colour === 'red' ? true : undefined));
    const stale = Array.from({ length: 200 }, () =>
      lab.failureDecision(run, 'paint/stuck-a/paint', 'abort', 'the-nonce-of-no-gate'),
    );
    const answers = await inParallel(stale, 8, (signed) => lab.send(run.id, 'decide', signed));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['stale']));
    await inNewHistory(lab, run.id);

    expect((await lab.waiting(run, 'failure', 'paint/stuck-a/paint')).id).toBe(gate.id);
    await lab.decide(run, 'paint/stuck-a/paint', 'retry');
    await lab.decide(run, 'paint/stuck-b/paint', 'skip');
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('fine')).toEqual(['takePicture.apply', 'polish.apply', 'paint.apply']);
    expect(lab.world.thing('stuck-a').colour).toBe('red');
    expect(lab.world.thing('stuck-b').colour).toBe('white');
  });

  it('can be stopped in its new history', async () => {
    const run = await lab.launch('stopped');
    await flood(run, await lab.waiting(run), 200);
    await inNewHistory(lab, run.id);
    expect(await lab.cancel(run)).toMatchObject({ accepted: true });
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.changes('stopped')).toEqual([]);
  });

  it('is released through a flood as well', async () => {
    const run = await lab.launch('way-back');
    await lab.approve(run);
    await lab.ended(run);
    const workflowId = await lab.release(run);
    const gate = await lab.until(run, 'the gate of the release', ({ gates }) =>
      gates.findLast((one) => one.workflowId === workflowId && one.state === 'waiting'),
    );
    await flood(run, gate, 200);
    await inNewHistory(lab, workflowId);
    expect(await lab.send(workflowId, 'decide', lab.planDecision(run, people.lead, gate))).toMatchObject({
      accepted: true,
    });
    await lab.until(run, 'the way back', ({ state }) => (state === 'released' ? true : undefined));
    expect(lab.world.thing('way-back').colour).toBe('white');
  });
});

describe('a run whose history grows long', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open({ workflowsPath: resolve(import.meta.dirname, 'fixtures/short-histories.ts') });
  });
  afterAll(() => lab.close());

  it('goes on in a new one after each stage, and does everything once, on one signature', async () => {
    const run = await lab.launch('long-a,long-b');
    const before = (await historyOf(lab, run.id)).now;
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect((await historyOf(lab, run.id)).now).not.toBe(before);
    expect((await lab.view(run)).gates).toHaveLength(1);
    for (const thing of ['long-a', 'long-b'])
      expect(lab.world.changes(thing)).toEqual(['takePicture.apply', 'polish.apply', 'paint.apply']);
  });

  it('stops between two of them when somebody says so', async () => {
    const run = await lab.launch('cut');
    lab.world.when('polish.apply', 'cut', async () => void (await lab.cancel(run)));
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.changes('cut')).toEqual(['takePicture.apply', 'polish.apply']);
  });
});

describe('a plan of many steps', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  it('is carried by its hash: each track asks for its steps, and a failed one is retried alone', async () => {
    const things = Array.from({ length: 70 }, (_, at) => `many-${at}`);
    lab.world.when('paint.apply', 'many-7', (time) => {
      if (time === 1) throw failure(failureTypes.denied, 'not allowed to', 'allow it');
    });
    const run = await lab.launch(things.join(','));
    await lab.approve(run);
    await lab.waiting(run, 'failure', 'paint/many-7/paint');
    await lab.decide(run, 'paint/many-7/paint', 'retry');
    expect(await lab.ended(run)).toBe('completed');
    for (const thing of things)
      expect(lab.world.changes(thing)).toEqual(['takePicture.apply', 'polish.apply', 'paint.apply']);
    expect(lab.world.times('paint.apply', 'many-7')).toBe(2);
  });
});
