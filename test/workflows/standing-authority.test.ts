import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Rule } from '../../workflows/contract/policy.js';
import { onePolicy } from '../support/policy.js';
import { Lab, people, type Run } from './fixtures/lab.js';
import { door } from './fixtures/world.js';

const [everything] = onePolicy().rules as [Rule];
const atOnce = (ratifyWithin: number): Rule => ({
  ...everything,
  name: 'at once',
  when: { severity: ['P1'] },
  standing: { roles: ['responder'], ratifyWithin },
});
const policy = (ratifyWithin: number, ...before: readonly Rule[]) => ({
  ...onePolicy(),
  rules: [...before, atOnce(ratifyWithin), everything],
});

describe('under standing authority', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());
  beforeEach(() => {
    lab.policy = policy(600);
    lab.severity = 'P1';
  });

  const all = ['takePicture.apply', 'polish.apply', 'paint.apply'];
  const painted = (run: Run, thing: string) =>
    lab.until(run, `${thing} painted`, () => (lab.world.thing(thing).colour === 'red' ? true : undefined));

  it('a run acts at once, and is ratified by somebody else', async () => {
    const run = await lab.launch('now');
    await painted(run, 'now');
    expect((await lab.view(run)).gates).toMatchObject([
      {
        state: 'waiting',
        standing: { person: people.responder.person, steps: expect.arrayContaining(['paint/now/paint']) },
      },
    ]);
    expect(await lab.approve(run)).toMatchObject({ accepted: true, settles: true });
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('now')).toEqual(all);
    expect((await lab.view(run)).unratified).toBeNull();
  });

  it('whoever asked cannot ratify it', async () => {
    const run = await lab.launch('own');
    expect(await lab.approve(run, people.responder)).toMatchObject({ accepted: false, code: 'self-approval' });
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
  });

  it.each([
    ['a severity that the rule is not for', () => void (lab.severity = 'P2'), people.responder],
    ['a requester without the role', () => void (lab.policy = policy(600)), people.deputy],
  ])('nothing is done at once with %s', async (what, arrange, who) => {
    arrange();
    const thing = what.replaceAll(/\W/g, '-');
    const run = await lab.launch(thing, who);
    expect((await lab.view(run)).gates).toMatchObject([{ standing: null }]);
    expect(lab.world.changes(thing)).toEqual([]);
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes(thing)).toEqual(all);
  });

  it('nothing is done at once on a signature that the rule would not take', async () => {
    const [rule] = policy(600).rules as [Rule];
    lab.policy = policy(600, { ...rule, name: 'by token', when: { action: ['takePicture'] }, proofs: ['ssh-sk'] });
    const run = await lab.launch('token');
    expect((await lab.view(run)).gates).toMatchObject([{ standing: null }]);
    await lab.cancel(run);
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.changes('token')).toEqual([]);
    expect((await lab.view(run)).unratified).toBeNull();
  });

  it('a step that another rule holds back waits for the signature, and so does what comes after it', async () => {
    lab.policy = policy(600, { ...everything, name: 'polishing', when: { action: ['paint'] } });
    const run = await lab.launch('part');
    await lab.until(run, 'the polish', () => (lab.world.thing('part').shine ? true : undefined));
    expect((await lab.view(run)).gates[0]?.standing?.steps).toEqual(['look/part/takePicture', 'prepare/part/polish']);
    expect(lab.world.changes('part')).toEqual(['takePicture.apply', 'polish.apply']);
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('part')).toEqual(all);
  });

  it('a no lets the change in flight end, begins nothing more, and marks the run for ever', async () => {
    const { wait, open } = door();
    lab.world.when('polish.apply', 'no', wait);
    const run = await lab.launch('no');
    await lab.until(run, 'polishing', () => (lab.world.times('polish.apply', 'no') > 0 ? true : undefined));
    await lab.deny(run);
    open();
    expect(await lab.ended(run)).toBe('denied');
    expect(lab.world.changes('no')).toEqual(['takePicture.apply', 'polish.apply']);
    expect((await lab.view(run)).unratified).toMatchObject({ reason: 'Ratifying it was denied.' });
    // What was done can still be put back, on somebody's signature.
    await lab.release(run);
    await lab.approve(run);
    await lab.until(run, 'the way back', ({ state }) => (state === 'released' ? true : undefined));
    expect(lab.world.thing('no').shine).toBe(false);
    expect((await lab.view(run)).unratified).not.toBeNull();
  });

  it('nobody’s word in time is a mark that a later signature does not take away', async () => {
    lab.policy = policy(1);
    const run = await lab.launch('late');
    await lab.until(run, 'the mark', ({ unratified }) => unratified ?? undefined);
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect((await lab.view(run)).unratified?.reason).toMatch(/^Nobody ratified it by /);
  });

  it('nothing more is begun after the time to ratify is over, though the gate still waits', async () => {
    lab.policy = policy(1);
    const { wait, open } = door();
    lab.world.when('takePicture.apply', 'slow', wait);
    const run = await lab.launch('slow');
    await lab.until(run, 'the mark', ({ unratified }) => unratified ?? undefined);
    open();
    await lab.until(run, 'the refusal', ({ stages }) =>
      stages.some(({ tracks }) =>
        tracks.some(({ steps }) => steps.some(({ error }) => error?.code === 'NotAuthorized')),
      )
        ? true
        : undefined,
    );
    expect(lab.world.changes('slow')).toEqual(['takePicture.apply']);
    await lab.cancel(run);
    expect(await lab.ended(run)).toBe('cancelled');
  });

  it('a step that fails waits for the signature, and is then done once', async () => {
    lab.world.when('paint.apply', 'fails', (time) => {
      if (time === 1) throw failure(failureTypes.denied, 'not allowed to', 'allow it');
    });
    const run = await lab.launch('fails');
    await lab.until(run, 'the failure', () => (lab.world.times('paint.apply', 'fails') === 1 ? true : undefined));
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('fails')).toEqual(all);
    expect(lab.world.thing('fails').colour).toBe('red');
  });

  it('a stop keeps what was done, and marks it', async () => {
    const run = await lab.launch('stopped');
    await painted(run, 'stopped');
    await lab.cancel(run);
    expect(await lab.ended(run)).toBe('cancelled');
    expect((await lab.view(run)).unratified).not.toBeNull();
    expect(lab.world.thing('stopped').colour).toBe('red');
  });
});
