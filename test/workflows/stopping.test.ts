import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { until } from '../support/aws.js';
import { Lab, people, type Run } from './fixtures/lab.js';
import { door } from './fixtures/world.js';

describe('a stop', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  const applying = (thing: string): Promise<true> =>
    until(`${thing} being painted`, async () => (lab.world.times('paint.apply', thing) > 0 ? true : undefined));

  const standing = async (run: Run) =>
    (await lab.view(run)).stages.flatMap((stage) =>
      stage.tracks.flatMap((track) => track.steps.map((step) => step.state)),
    );

  it('while the plan waits for people ends the run with nothing done', async () => {
    const run = await lab.launch('waiting');
    expect(await lab.cancel(run)).toMatchObject({ accepted: true });
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.changes('waiting')).toEqual([]);
    expect((await lab.view(run)).gates).toMatchObject([{ state: 'closed' }]);
  });

  it('lets the change in flight end, reads it back, keeps it, and begins nothing more', async () => {
    const { wait, open } = door();
    lab.world.when('paint.apply', 'flying-a', wait);
    lab.world.when('paint.apply', 'flying-b', wait);
    const run = await lab.launch('flying-a,flying-b');
    await lab.approve(run);
    await Promise.all([applying('flying-a'), applying('flying-b')]);
    expect(await lab.cancel(run)).toMatchObject({ accepted: true });
    open();

    expect(await lab.ended(run)).toBe('cancelled');
    for (const thing of ['flying-a', 'flying-b']) {
      expect(lab.world.thing(thing).colour).toBe('red');
      expect(lab.world.times('paint.undo', thing)).toBe(0);
    }
    expect(await standing(run)).toEqual(Array.from({ length: 6 }, () => 'verified'));
    // The end came after what was in flight, not before it.
    const end = (await lab.entries(run, 'run')).find(({ body }) => body.event === 'state')?.seq ?? 0;
    const readBack = (await lab.entries(run, 'verification')).filter(({ body }) => body.step.startsWith('paint/'));
    expect(readBack).toHaveLength(2);
    for (const { seq } of readBack) expect(seq).toBeLessThan(end);
  });

  it('in one stage keeps the later stages from beginning', async () => {
    const { wait, open } = door();
    lab.world.when('polish.apply', 'early', wait);
    const run = await lab.launch('early');
    await lab.approve(run);
    await until('polishing', async () => (lab.world.times('polish.apply', 'early') > 0 ? true : undefined));
    await lab.cancel(run);
    open();
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.changes('early')).toEqual(['takePicture.apply', 'polish.apply']);
    expect(await standing(run)).toEqual(['verified', 'verified', 'pending']);
  });

  it('at a failure gate ends the run and keeps what was done', async () => {
    lab.world.when('paint.apply', 'failed', () => {
      throw failure(failureTypes.denied, 'no');
    });
    const run = await lab.launch('failed');
    await lab.approve(run);
    await lab.waiting(run, 'failure');
    await lab.cancel(run, people.lead);
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.thing('failed').shine).toBe(true);
    expect((await lab.view(run)).gates.map(({ state }) => state)).toEqual(['approved', 'closed']);
  });

  it('that nobody known signed changes nothing and is on record', async () => {
    const run = await lab.launch('unsigned');
    const forged = { ...lab.releaseRequest(run), signature: 'none' };
    expect(await lab.send(run.id, 'cancel', forged)).toMatchObject({ accepted: false });
    expect(await lab.entries(run, 'refusal')).toHaveLength(1);
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
  });

  it('asked for twice is one stop', async () => {
    const { wait, open } = door();
    lab.world.when('paint.apply', 'twice', wait);
    const run = await lab.launch('twice');
    await lab.approve(run);
    await applying('twice');
    expect(await lab.cancel(run)).toMatchObject({ accepted: true });
    expect(await lab.cancel(run)).toMatchObject({ accepted: true });
    open();
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.changes('twice').filter((moment) => moment === 'paint.apply')).toHaveLength(1);
  });
});
