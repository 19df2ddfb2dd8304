import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes, type FailureType } from '../../workflows/contract/failures.js';
import type { RunView, StepView } from '../../workflows/contract/views.js';
import { Lab, people, type Run } from './fixtures/lab.js';
import type { Moment } from './fixtures/world.js';

describe('a step that fails', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  /** Makes the thing's moment fail the first `times` times. */
  const failing = (moment: Moment, thing: string, type: FailureType, times = 1): void =>
    lab.world.when(moment, thing, (time) => {
      if (time <= times) throw failure(type, `${moment} of ${thing} failed`, 'Do something about it.');
    });

  const step = ({ stages }: RunView, id: string): StepView | undefined =>
    stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps)).find((one) => one.id === id);

  const launched = async (thing: string): Promise<Run> => {
    const run = await lab.launch(thing);
    await lab.approve(run);
    return run;
  };

  it.each([failureTypes.throttled, failureTypes.unavailable, failureTypes.inconsistent])(
    'with %s is tried again, and asks nobody',
    async (type) => {
      const thing = `retried-${type}`;
      failing('paint.apply', thing, type, 2);
      const run = await launched(thing);
      expect(await lab.ended(run)).toBe('completed');
      expect((await lab.view(run)).gates).toHaveLength(1);
      const began = (await lab.entries(run, 'outcome')).filter(
        ({ body }) => body.step.startsWith('paint/') && body.document,
      );
      expect(began.map(({ body }) => [body.state, body.attempt])).toEqual([
        ['applying', 1],
        ['applying', 2],
        ['applying', 3],
        ['applied', 3],
      ]);
    },
  );

  it.each([
    failureTypes.denied,
    failureTypes.badInput,
    failureTypes.notFound,
    failureTypes.refused,
    failureTypes.unauthorised,
    failureTypes.unsupported,
    failureTypes.moved,
    failureTypes.failed,
  ])('with %s is not tried again: it waits for a person, saying what failed and what to do', async (type) => {
    const thing = `gate-${type}`;
    failing('paint.apply', thing, type, 9);
    const run = await launched(thing);
    const gate = await lab.waiting(run, 'failure');
    expect(gate.step).toBe(`paint/${thing}/paint`);
    expect(lab.world.times('paint.apply', thing)).toBe(1);
    expect((await lab.view(run)).state).toBe('failed-step');
    expect(step(await lab.view(run), `paint/${thing}/paint`)).toMatchObject({
      state: 'failed',
      error: { code: type, message: `paint.apply of ${thing} failed`, hint: 'Do something about it.' },
    });
    await lab.cancel(run);
  });

  it('is applied again on retry, planned afresh under the signature that was given', async () => {
    failing('paint.apply', 'retry', failureTypes.denied);
    const run = await launched('retry');
    await lab.waiting(run, 'failure');
    const plannedBefore = lab.world.times('paint.plan', 'retry');
    expect(await lab.decide(run, 'paint/retry/paint', 'retry')).toMatchObject({ accepted: true, verdict: 'retry' });
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.times('paint.plan', 'retry')).toBe(plannedBefore + 1);
    expect(lab.world.changes('retry')).toEqual(['takePicture.apply', 'polish.apply', 'paint.apply']);
    expect((await lab.view(run)).gates.map(({ kind, state }) => [kind, state])).toEqual([
      ['approval', 'approved'],
      ['failure', 'decided'],
    ]);
    // A frozen attempt of the first round can never overtake one of the second.
    const attempts = (await lab.entries(run, 'outcome')).flatMap(({ body }) =>
      body.state === 'applying' ? body.attempt : [],
    );
    expect(attempts.at(-1)).toBeGreaterThanOrEqual(1_000);
  });

  it('is asked again on retry when what it would do now was not signed', async () => {
    failing('paint.apply', 'retry-moved', failureTypes.denied);
    const run = await launched('retry-moved');
    await lab.waiting(run, 'failure');
    lab.world.thing('retry-moved').onlookers.push('arn:bystander');
    await lab.decide(run, 'paint/retry-moved/paint', 'retry');
    const gate = await lab.waiting(run, 'approval');
    expect(gate.changes).toEqual([expect.stringContaining('more victims: arn:bystander')]);
    expect(lab.world.changes('retry-moved')).not.toContain('paint.apply');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.thing('retry-moved').colour).toBe('red');
  });

  it('is left out on skip, with the reason, and the run goes on', async () => {
    failing('takePicture.apply', 'skip', failureTypes.denied, 9);
    const run = await launched('skip');
    await lab.decide(run, 'look/skip/takePicture', 'skip');
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('skip')).toEqual(['polish.apply', 'paint.apply']);
    expect(step(await lab.view(run), 'look/skip/takePicture')?.state).toBe('skipped');
    expect((await lab.entries(run, 'outcome')).find(({ body }) => body.state === 'skipped')?.body.note).toBe('a test');
  });

  it('ends the run on abort, and what was done before is kept', async () => {
    failing('paint.apply', 'abort', failureTypes.denied, 9);
    const run = await launched('abort');
    await lab.decide(run, 'paint/abort/paint', 'abort');
    expect(await lab.ended(run)).toBe('failed');
    expect((await lab.view(run)).reason).toMatch(/kept/);
    expect(lab.world.thing('abort')).toMatchObject({ shine: true, colour: 'white' });
    expect(lab.world.times('polish.undo', 'abort')).toBe(0);
  });

  it('is put back with all that was done on release, once somebody else than its chooser signed', async () => {
    failing('paint.apply', 'release', failureTypes.denied, 9);
    const run = await launched('release');
    await lab.decide(run, 'paint/release/paint', 'release', people.lead);
    const gate = await lab.waiting(run, 'approval');
    expect(gate).toMatchObject({ requestedBy: 'lead', workflowId: expect.stringContaining(`${run.id}/release-`) });
    expect(lab.world.thing('release').shine).toBe(true);
    expect(await lab.approve(run, people.lead)).toMatchObject({ accepted: false, code: 'self-approval' });
    expect(await lab.approve(run, people.deputy)).toMatchObject({ accepted: true });
    await lab.until(run, 'the release', ({ state }) => (state === 'released' ? true : undefined));
    expect(lab.world.thing('release')).toMatchObject({ shine: false, colour: 'white' });
    expect(lab.world.times('takePicture.apply', 'release')).toBe(1);
  });

  it('takes one decision only: who comes second is told what was decided', async () => {
    failing('paint.apply', 'second', failureTypes.denied, 9);
    const run = await launched('second');
    const gate = await lab.waiting(run, 'failure');
    const [first, second] = await Promise.all([
      lab.decide(run, 'paint/second/paint', 'abort', people.lead),
      lab.decide(run, 'paint/second/paint', 'abort', people.deputy),
    ]);
    expect([first.accepted, second.accepted].sort((a, b) => Number(a) - Number(b))).toEqual([false, true]);
    expect((await lab.view(run)).gates.find(({ id }) => id === gate.id)?.approvals).toHaveLength(1);
  });

  it('leaves a red line and lets the run go on when it is best-effort', async () => {
    failing('polish.apply', 'red-line', failureTypes.denied, 9);
    const run = await launched('red-line');
    expect(await lab.ended(run)).toBe('completed');
    const view = await lab.view(run);
    expect(view.gates).toHaveLength(1);
    expect(step(view, 'prepare/red-line/polish')).toMatchObject({ state: 'failed', error: { code: 'AccessDenied' } });
    expect(lab.world.changes('red-line')).toEqual(['takePicture.apply', 'paint.apply']);
  });

  it('is left out of the plan, and said, when it is best-effort and cannot even be planned', async () => {
    failing('polish.plan', 'unplanned', failureTypes.unsupported, 99);
    const run = await launched('unplanned');
    expect(await lab.ended(run)).toBe('completed');
    expect((await lab.view(run)).notes).toContainEqual(expect.stringMatching(/prepare\/unplanned\/polish is left out/));
    expect(lab.world.changes('unplanned')).toEqual(['takePicture.apply', 'paint.apply']);
  });

  it('fails the run before anything is asked when a blocking step cannot be planned', async () => {
    failing('paint.plan', 'unplannable', failureTypes.denied, 99);
    const run = lab.newRun({ things: 'unplannable' });
    await lab.start(run, lab.request(run));
    expect(await lab.ended(run)).toBe('failed');
    expect(await lab.view(run)).toMatchObject({ reason: 'paint.plan of unplannable failed', gates: [] });
  });

  it('waits for a person when AWS does not read back what was planned', async () => {
    // Somebody keeps painting it blue.
    lab.world.when('paint.verify', 'reverted', () => {
      lab.world.thing('reverted').colour = 'blue';
    });
    const run = await launched('reverted');
    await lab.waiting(run, 'failure');
    expect(step(await lab.view(run), 'paint/reverted/paint')).toMatchObject({
      state: 'failed',
      error: { code: 'DoesNotHold', message: expect.stringContaining('reverted reads blue') },
      verification: { holds: false },
    });
    await lab.decide(run, 'paint/reverted/paint', 'abort');
    expect(await lab.ended(run)).toBe('failed');
  }, 40_000);

  it('of one target does not keep the others from being carried out', async () => {
    failing('paint.apply', 'among-b', failureTypes.denied, 9);
    const run = await lab.launch('among-a,among-b,among-c');
    await lab.approve(run);
    await lab.waiting(run, 'failure', 'paint/among-b/paint');
    for (const thing of ['among-a', 'among-c'])
      await lab.until(run, `${thing} painted`, (view) =>
        step(view, `paint/${thing}/paint`)?.state === 'verified' ? true : undefined,
      );
    await lab.decide(run, 'paint/among-b/paint', 'skip');
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.thing('among-b').colour).toBe('white');
  });
});
