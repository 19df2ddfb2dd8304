import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { runWorkflowId, watchWorkflowId } from '../../workflows/contract/names.js';
import type { GateView } from '../../workflows/contract/views.js';
import { onePolicy } from '../support/policy.js';
import { Lab, people, policy, type Run } from './fixtures/lab.js';

const bystander = 'arn:aws:test:eu-west-1:111122223333:thing/bystander';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open({ workflowsPath: resolve(import.meta.dirname, 'fixtures/watching.ts') });
});
afterAll(() => lab.close());
afterEach(() => {
  lab.policy = policy;
  lab.severity = 'P2';
});

/** A run that is through, and watched unless its playbook says otherwise. */
const through = async (things: string, playbook = 'paint-things'): Promise<Run> => {
  const run = lab.newRun({ things }, playbook);
  await lab.start(run, lab.request(run));
  await lab.approve(run);
  expect(await lab.ended(run)).toBe('completed');
  return run;
};

const watched = async (things: string): Promise<Run> => {
  const run = await through(things);
  await lab.until(run, 'the watch', ({ watch }) => watch ?? undefined);
  return run;
};

/** Somebody reverts it, and it has become something that nobody signed. */
const moves = (thing: string, who = bystander): void => {
  lab.world.thing(thing).onlookers.push(who);
  lab.world.thing(thing).colour = 'white';
};

const painted = (run: Run, thing: string) =>
  lab.until(run, `${thing} red`, () => (lab.world.thing(thing).colour === 'red' ? true : undefined));

const holds = (run: Run, thing: string) =>
  lab.until(
    run,
    `${thing} read back`,
    async () =>
      (await lab.entries(run, 'verification')).findLast(({ body }) => body.step === `paint/${thing}/paint`)?.body
        .holds || undefined,
  );

/** How often it was said that nobody signed what it takes. */
const left = async (run: Run, thing: string): Promise<number> =>
  (await lab.entries(run, 'outcome')).filter(
    ({ body }) => body.step === `paint/${thing}/paint` && body.error?.message.includes('nobody signed'),
  ).length;

const looks = async (run: Run, thing: string, more: number): Promise<void> => {
  const before = lab.world.times('paint.verify', thing);
  await lab.until(run, `${more} more looks`, () =>
    lab.world.times('paint.verify', thing) >= before + more ? true : undefined,
  );
};

const asked = async (run: Run): Promise<readonly GateView[]> =>
  (await lab.view(run)).gates.filter(({ workflowId }) => workflowId === watchWorkflowId(run.id));

const endWatch = (run: Run) => lab.send(watchWorkflowId(run.id), 'cancel', lab.cancelRequest(run));

describe('what goes beyond the signature of a run that is watched', () => {
  it('waits for a signature of its own, which shows the difference, and is done when it has that', async () => {
    const run = await watched('asked');
    moves('asked');
    const gate = await lab.waiting(run);
    expect(gate).toMatchObject({
      workflowId: watchWorkflowId(run.id),
      changes: [expect.stringContaining(`more victims: ${bystander}`)],
      standing: null,
      needed: 1,
    });
    const view = await lab.view(run);
    expect([view.state, view.endedAt]).toEqual(['waiting', null]);
    expect(view.stages.filter(({ plan }) => plan.hash === gate.plan).map(({ name, state }) => [name, state])).toEqual([
      ['paint', 'waiting'],
    ]);
    await looks(run, 'asked', 2);
    expect(lab.world.thing('asked').colour).toBe('white');
    expect(await lab.approve(run, people.responder)).toMatchObject({ accepted: false, code: 'self-approval' });
    expect(await lab.approve(run)).toMatchObject({ accepted: true, settles: true });
    await painted(run, 'asked');
    await holds(run, 'asked');
    expect((await lab.view(run)).state).toBe('completed');
    const applied = (await lab.entries(run, 'outcome')).findLast(({ body }) => body.state === 'applied');
    expect(applied?.body.root).toBe(gate.plan);
    // From here on it is put right on what was signed last.
    lab.world.thing('asked').colour = 'white';
    await painted(run, 'asked');
    expect(await asked(run)).toHaveLength(1);
    await endWatch(run);
  });

  it('is on record when it is denied, time and again, and the same plan is not put to anybody twice', async () => {
    const run = await watched('denied');
    moves('denied');
    await lab.deny(run);
    await lab.until(run, 'the record', async () => ((await left(run, 'denied')) > 0 ? true : undefined));
    await lab.until(run, 'another try', async () => ((await left(run, 'denied')) > 1 ? true : undefined));
    expect((await asked(run)).map(({ state }) => state)).toEqual(['denied']);
    const { state, stages } = await lab.view(run);
    expect([state, stages.map((one) => one.state)]).toEqual(['completed', ['completed', 'completed', 'failed']]);
    expect(lab.world.thing('denied').colour).toBe('white');
    // What it becomes after that is another plan.
    moves('denied', `${bystander}-2`);
    await lab.approve(run);
    await painted(run, 'denied');
    await endWatch(run);
  });

  it('is left when nobody decides in time, and is not put to anybody twice', async () => {
    lab.policy = onePolicy({ expiresAfter: 6 });
    const run = await watched('expired');
    moves('expired');
    const { id } = await lab.waiting(run);
    await lab.until(run, 'the record', async () => ((await left(run, 'expired')) > 0 ? true : undefined));
    await lab.until(run, 'another try', async () => ((await left(run, 'expired')) > 1 ? true : undefined));
    expect((await asked(run)).map((gate) => [gate.id, gate.state])).toEqual([[id, 'closed']]);
    expect((await lab.view(run)).state).toBe('completed');
    await endWatch(run);
  });

  it('keeps nothing waiting that is within it, and is asked for together when the gate is answered', async () => {
    const run = await watched('one,two,three');
    moves('one');
    const first = await lab.waiting(run);
    moves('two');
    lab.world.thing('three').colour = 'white';
    await painted(run, 'three');
    await looks(run, 'two', 2);
    expect(await asked(run)).toHaveLength(1);
    await lab.approve(run);
    await painted(run, 'one');
    const next = await lab.until(run, 'the next gate', ({ gates }) =>
      gates.find((gate) => gate.state === 'waiting' && gate.id !== first.id),
    );
    expect(next.changes).toEqual([expect.stringContaining('paint/two/paint')]);
    await lab.approve(run);
    await painted(run, 'two');
    await endWatch(run);
  });

  it('waits through new histories, and is done once', async () => {
    const run = await watched('patient');
    const workflow = () => lab.env.client.workflow.getHandle(watchWorkflowId(run.id)).describe();
    moves('patient');
    const gate = await lab.waiting(run);
    const { runId } = await workflow();
    const applied = lab.world.changes('patient').length;
    await looks(run, 'patient', 12);
    expect((await workflow()).runId).not.toBe(runId);
    expect((await lab.waiting(run)).id).toBe(gate.id);
    await lab.approve(run);
    await painted(run, 'patient');
    expect(lab.world.changes('patient')).toHaveLength(applied + 1);
    expect(await asked(run)).toHaveLength(1);
    await endWatch(run);
  });

  it('is asked for no more when the watch ends', async () => {
    const run = await watched('ended');
    moves('ended');
    await lab.waiting(run);
    expect(await endWatch(run)).toMatchObject({ accepted: true });
    expect(await lab.closed(watchWorkflowId(run.id))).toBe('Somebody ended it.');
    expect((await asked(run)).map(({ state }) => state)).toEqual(['closed']);
    const { state, stages } = await lab.view(run);
    expect([state, stages.map((one) => one.state)]).toEqual(['completed', ['completed', 'completed', 'failed']]);
    expect(lab.world.thing('ended').colour).toBe('white');
  });

  it('is not done at once, whatever the run was allowed to do before anybody else had signed', async () => {
    lab.severity = 'P1';
    lab.policy = onePolicy({ when: { severity: ['P1'] }, standing: { roles: ['responder'], ratifyWithin: 600 } });
    const run = await watched('standing');
    expect((await lab.view(run)).gates[0]?.standing).not.toBeNull();
    moves('standing');
    expect((await lab.waiting(run)).standing).toBeNull();
    await looks(run, 'standing', 3);
    expect(lab.world.thing('standing').colour).toBe('white');
    await lab.approve(run);
    await painted(run, 'standing');
    await endWatch(run);
  });
});

describe('a workflow that somebody starts by hand', () => {
  const ask = async (run: Run, workflowId: string) => {
    const { taskQueue } = lab;
    const { account, region } = await lab.view(run);
    const target = `arn:aws:test:${region}:${account}:thing/other`;
    const steps = [{ id: 'paint/other/paint', action: 'paint', input: { thing: 'other' } }];
    const input = {
      case: run.case,
      run: run.id,
      account,
      region,
      playbook: run.playbook,
      playbookVersion: '1',
      seed: 's',
      stages: [{ name: 'paint', changes: true, tracks: [{ target, steps }] }],
      gate: { id: `gate-${randomUUID().slice(0, 8)}`, workflowId },
    };
    const handle = await lab.env.client.workflow.start('planStages', { taskQueue, workflowId, args: [input] });
    return handle.result();
  };
  const refused = (message: string) => ({ cause: { cause: { message: expect.stringContaining(message) } } });

  it('opens no gate in the place of a watch that is over, or never began', async () => {
    const unwatched = await through('left', 'paint-and-leave');
    await expect(ask(unwatched, watchWorkflowId(unwatched.id))).rejects.toMatchObject(refused('It never began.'));
    const over = await watched('over');
    await endWatch(over);
    await lab.closed(watchWorkflowId(over.id));
    await expect(ask(over, watchWorkflowId(over.id))).rejects.toMatchObject(refused('Somebody ended it.'));
    expect([...(await asked(unwatched)), ...(await asked(over))]).toEqual([]);
  });

  it.each([
    ['as the run', runWorkflowId],
    ['as anything', (run: string) => `${run}/other`],
  ])('opens no gate over a run that is watched: %s', async (_, name) => {
    const run = await watched(`by-hand-${randomUUID().slice(0, 4)}`);
    await expect(ask(run, name(run.id))).rejects.toMatchObject(refused('it is not the watch that asks'));
    expect((await lab.view(run)).gates).toHaveLength(1);
    await endWatch(run);
  });
});
