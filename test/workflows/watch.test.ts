import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { watchWorkflowId } from '../../workflows/contract/names.js';
import { Lab, people, type Run } from './fixtures/lab.js';

describe('a run that stays to watch', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open({ workflowsPath: resolve(import.meta.dirname, 'fixtures/watching.ts') });
  });
  afterAll(() => lab.close());

  const watched = async (things: string, playbook = 'paint-things'): Promise<Run> => {
    const run = lab.newRun({ things }, playbook);
    await lab.start(run, lab.request(run));
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    await lab.until(run, 'the watch', ({ watch }) => watch ?? undefined);
    return run;
  };
  const colourIs = (run: Run, thing: string, colour: string) =>
    lab.until(run, `${thing} ${colour}`, () => (lab.world.thing(thing).colour === colour ? true : undefined));
  const verifications = async (run: Run) =>
    (await lab.entries(run, 'verification')).filter(({ body }) => body.step.startsWith('paint/'));

  it('puts right what somebody reverts, as often as that happens, and says so each time', async () => {
    const run = await watched('guarded');
    for (const round of [1, 2]) {
      lab.world.thing('guarded').colour = 'white';
      await colourIs(run, 'guarded', 'red');
      await lab.until(run, 'both on record', async () =>
        (await verifications(run)).filter(({ body }) => !body.holds).length === round &&
        (await verifications(run)).at(-1)?.body.holds === true
          ? true
          : undefined,
      );
    }
    expect((await lab.view(run)).state).toBe('completed');
    await lab.send(watchWorkflowId(run.id), 'cancel', lab.cancelRequest(run));
  });

  it('leaves no entry where everything holds', async () => {
    const run = await watched('quiet');
    const before = (await lab.entries(run, 'verification')).length;
    const looks = lab.world.times('paint.verify', 'quiet');
    await lab.until(run, 'three looks', () =>
      lab.world.times('paint.verify', 'quiet') > looks + 2 ? true : undefined,
    );
    expect(await lab.entries(run, 'verification')).toHaveLength(before);
    await lab.send(watchWorkflowId(run.id), 'cancel', lab.cancelRequest(run));
  });

  it('ends when somebody says stop, and leaves what is reverted after that', async () => {
    const run = await watched('left');
    expect(await lab.send(watchWorkflowId(run.id), 'cancel', lab.cancelRequest(run))).toMatchObject({ accepted: true });
    await lab.until(run, 'its end', ({ watch }) => watch?.endedAt ?? undefined);
    expect(await lab.view(run)).toMatchObject({ state: 'completed', watch: { reason: 'Somebody ended it.' } });
    expect(await lab.closed(watchWorkflowId(run.id))).toBe('Somebody ended it.');
    const applied = lab.world.times('paint.apply', 'left');
    lab.world.thing('left').colour = 'white';
    expect(lab.world.times('paint.apply', 'left')).toBe(applied);
  });

  it('ends when a release is asked for, and does not fight it', async () => {
    const run = await watched('given-back');
    await lab.release(run);
    await lab.approve(run);
    await lab.until(run, 'the way back', ({ state }) => (state === 'released' ? true : undefined));
    expect(await lab.closed(watchWorkflowId(run.id))).toBe('A release was asked for.');
    expect(lab.world.thing('given-back').colour).toBe('white');
    expect(lab.world.times('paint.apply', 'given-back')).toBe(1);
  });

  it('ends when its time is over', async () => {
    const run = await watched('for-a-while', 'paint-briefly');
    expect(await lab.closed(watchWorkflowId(run.id))).toBe('Its time is over.');
    expect((await lab.view(run)).watch).toMatchObject({ reason: 'Its time is over.', endedAt: expect.any(String) });
  });

  it('does not hammer at what cannot be put right, and says why', async () => {
    const run = await watched('locked-out');
    lab.world.when('paint.apply', 'locked-out', () => {
      throw failure(failureTypes.denied, 'not allowed any more', 'allow it');
    });
    lab.world.thing('locked-out').colour = 'white';
    await lab.until(run, 'the failure', async () =>
      (await lab.entries(run, 'outcome')).some(({ body }) => body.error?.message === 'not allowed any more')
        ? true
        : undefined,
    );
    const looks = lab.world.times('paint.verify', 'locked-out');
    await lab.until(run, 'more looks', () =>
      lab.world.times('paint.verify', 'locked-out') > looks + 4 ? true : undefined,
    );
    expect(lab.world.times('paint.apply', 'locked-out')).toBeLessThan(5);
    await lab.send(watchWorkflowId(run.id), 'cancel', lab.cancelRequest(run));
  });

  it('is part of what people sign', async () => {
    const run = await lab.launch('signed');
    const { document } =
      (await lab.entries(run, 'plan')).flatMap(({ body }) => (body.event === 'planned' ? [body.plan] : []))[0] ?? {};
    expect(document && (await lab.reader.document(document))).toMatchObject({ watch: 40 });
    await lab.deny(run, people.lead);
  });
});
