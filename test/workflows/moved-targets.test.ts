import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { GateView } from '../../workflows/contract/views.js';
import { onePolicy } from '../support/policy.js';
import { Lab, people, policy, testWorkflows, type Run } from './fixtures/lab.js';

const bystander = 'arn:aws:test:eu-west-1:111122223333:thing/bystander';
const all = ['takePicture.apply', 'polish.apply', 'paint.apply'];
/** What comes before the step that moves. */
const before = all.slice(0, 2);

describe.each([
  ['in one history', testWorkflows],
  ['with a new history between any two stages', resolve(import.meta.dirname, 'fixtures/short-histories.ts')],
])('of several targets that were signed together, %s', (_how, workflowsPath) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open({ workflowsPath });
  });
  afterEach(() => {
    lab.policy = policy;
  });
  afterAll(() => lab.close());

  let number = 0;
  /** Three things that were signed; the second has another victim since. */
  const oneMoved = async (): Promise<{ run: Run; things: readonly [string, string, string]; gate: GateView }> => {
    number += 1;
    const things = [`first-${number}`, `moved-${number}`, `third-${number}`] as const;
    const run = await lab.launch(things.join(','));
    const { id } = await lab.waiting(run);
    lab.world.thing(things[1]).onlookers.push(bystander);
    await lab.approve(run);
    const gate = await lab.until(run, 'the second gate', ({ gates }) =>
      gates.find((one) => one.id !== id && one.state === 'waiting'),
    );
    return { run, things, gate };
  };
  /** Waits until the others are painted, and the one that moved is as far as it may be. */
  const untilAsked = async (run: Run, [first, moved, third]: readonly [string, string, string]): Promise<void> => {
    await through(run, first, third);
    await lab.until(run, `${moved} polished`, () =>
      lab.world.changes(moved).length === before.length ? true : undefined,
    );
  };
  const through = (run: Run, ...things: readonly string[]): Promise<true> =>
    lab.until(run, `${things.join(' and ')} through`, () =>
      things.every((thing) => lab.world.changes(thing).length === all.length) ? true : undefined,
    );

  it('the one that moved goes back to a gate alone, while what comes before that and the others are carried out', async () => {
    const { run, things, gate } = await oneMoved();
    const [, moved] = things;
    await untilAsked(run, things);
    expect(gate.changes).toEqual([
      expect.stringMatching(new RegExp(`paint/${moved}/paint: more victims: .*bystander`)),
    ]);
    expect(lab.world.changes(moved)).toEqual(before);
    const view = await lab.until(run, 'the others verified', (now) =>
      now.stages.at(-1)?.tracks.filter(({ state }) => state === 'completed').length === 2 ? now : undefined,
    );
    expect(view.state).toBe('waiting');
    const signed = view.gates[0]?.plan;
    expect(view.stages.map(({ name, state, plan }) => [name, state, plan.hash])).toEqual([
      ['look', 'completed', signed],
      ['prepare', 'completed', signed],
      ['paint', 'waiting', gate.plan],
    ]);
    expect(view.stages.at(-1)?.plan.calls).toEqual([]);

    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect((await lab.view(run)).reason).toBeNull();
    expect(lab.world.changes(moved)).toEqual(all);
    expect((await lab.view(run)).gates.map(({ state }) => state)).toEqual(['approved', 'approved']);
  });

  it.each([
    ['denied', 'denied'],
    ['nobody signs in time', 'closed'],
  ])('the one that moved is left out when it is %s, and the run says so', async (how, state) => {
    if (state === 'closed') lab.policy = onePolicy({ expiresAfter: 5 });
    const { run, things } = await oneMoved();
    const [, moved] = things;
    await untilAsked(run, things);
    if (how === 'denied') await lab.deny(run);
    expect(await lab.ended(run)).toBe('completed');
    const view = await lab.view(run);
    expect(view.reason).toMatch(/Without what had moved/);
    expect(lab.world.changes(moved)).toEqual(before);
    expect(view.gates.map((gate) => gate.state)).toEqual(['approved', state]);
    expect(view.stages.map((stage) => stage.tracks.map((track) => track.state).sort())).toEqual(
      ['completed', 'completed', 'skipped'].map((last) => ['completed', 'completed', last]),
    );
    expect((await lab.entries(run, 'outcome')).filter(({ body }) => body.state === 'skipped')).toHaveLength(1);
  });

  it('the one that moved back meanwhile needs nobody', async () => {
    number += 1;
    const [still, back] = [`still-${number}`, `back-${number}`];
    const run = await lab.launch(`${still},${back}`);
    const { onlookers } = lab.world.thing(back);
    // Seen once with another victim, and not when it is looked at alone.
    lab.world.when('paint.plan', back, (time) => void onlookers.splice(0, 1, ...(time === 2 ? [bystander] : [])));
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect((await lab.view(run)).gates).toHaveLength(1);
    expect(lab.world.changes(back)).toEqual(all);
    expect(lab.world.changes(still)).toEqual(all);
  });

  describe('one that cannot be planned any more', () => {
    const oneGone = async (): Promise<{ run: Run; here: string; gone: string; step: string; comeBack: () => void }> => {
      number += 1;
      const [here, gone] = [`here-${number}`, `gone-${number}`];
      const run = await lab.launch(`${here},${gone}`);
      let isGone = true;
      lab.world.when('paint.plan', gone, () => {
        if (isGone) throw failure(failureTypes.notFound, `There is no ${gone}.`);
      });
      await lab.approve(run);
      await lab.waiting(run, 'failure');
      await through(run, here);
      return { run, here, gone, step: `look/${gone}/takePicture`, comeBack: () => void (isGone = false) };
    };

    it('waits for an answer, and is left out by a skip', async () => {
      const { run, gone, step } = await oneGone();
      const { error } =
        (await lab.view(run)).stages[0]?.tracks.flatMap(({ steps }) => steps).find(({ id }) => id === step) ?? {};
      expect(error?.message).toContain(`There is no ${gone}`);
      await lab.decide(run, step, 'skip');
      expect(await lab.ended(run)).toBe('completed');
      expect((await lab.view(run)).reason).toMatch(/Without what had moved/);
      expect(lab.world.changes(gone)).toEqual([]);
    });

    it('is carried out on what was signed when it can be planned again', async () => {
      const { run, gone, step, comeBack } = await oneGone();
      await lab.decide(run, step, 'retry');
      await lab.until(run, 'the second failure', ({ gates }) =>
        gates.filter(({ kind }) => kind === 'failure').length === 2 ? true : undefined,
      );
      comeBack();
      await lab.decide(run, step, 'retry');
      expect(await lab.ended(run)).toBe('completed');
      expect(lab.world.changes(gone)).toEqual(all);
      expect((await lab.view(run)).reason).toBeNull();
    });

    it('can end the run', async () => {
      const { run, gone, step } = await oneGone();
      await lab.decide(run, step, 'abort');
      expect(await lab.ended(run)).toBe('failed');
      expect(lab.world.changes(gone)).toEqual([]);
    });
  });

  it('an answer that ends the run asks nobody any more for what moved', async () => {
    number += 1;
    const [fails, moved] = [`fails-${number}`, `asked-${number}`];
    const run = await lab.launch(`${fails},${moved}`);
    lab.world.when('paint.apply', fails, () => {
      throw failure(failureTypes.denied, 'Not allowed.');
    });
    lab.world.thing(moved).onlookers.push(bystander);
    await lab.approve(run);
    await lab.waiting(run);
    await lab.decide(run, `paint/${fails}/paint`, 'abort');
    expect(await lab.ended(run)).toBe('failed');
    expect((await lab.view(run)).gates.map(({ kind, state }) => `${kind} ${state}`)).toEqual(
      expect.arrayContaining(['approval approved', 'approval closed', 'failure decided']),
    );
    expect(lab.world.changes(moved)).toEqual(before);
  });

  it('a stop while the one that moved waits keeps what was done', async () => {
    const { run, things } = await oneMoved();
    await untilAsked(run, things);
    await lab.cancel(run);
    expect(await lab.ended(run)).toBe('cancelled');
    expect(lab.world.changes(things[1])).toEqual(before);
  });

  it('a release of them goes on with those that did not move since it was signed', async () => {
    number += 1;
    const things = [`x-${number}`, `y-${number}`];
    const [one = '', other = ''] = things;
    const run = await lab.launch(things.join(','));
    await lab.approve(run);
    await lab.ended(run);
    await lab.release(run);
    await lab.waiting(run);
    lab.world.thing(other).colour = 'green';
    await lab.approve(run, people.deputy);
    await lab.waiting(run, 'failure');
    await lab.until(run, 'the other released', () => (lab.world.thing(one).colour === 'white' ? true : undefined));
    expect(lab.world.thing(other).colour).toBe('green');
    lab.world.thing(other).colour = 'red';
    await lab.decide(run, (await lab.waiting(run, 'failure')).step ?? '', 'retry', people.deputy);
    expect(await lab.ended(run)).toBe('released');
    expect(things.map((thing) => lab.world.thing(thing).colour)).toEqual(['white', 'white']);
  });
});
