import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { lockWorkflowId } from '../../workflows/contract/names.js';
import type { GateView } from '../../workflows/contract/views.js';
import { until } from '../support/aws.js';
import { Lab, people, type Run } from './fixtures/lab.js';
import { door } from './fixtures/world.js';

describe('two runs on one resource', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  const painting = (thing: string, time: number) =>
    until(`painting ${thing}`, async () => (lab.world.times('paint.apply', thing) >= time ? true : undefined));

  /** A run that paints, and one that waits for it: the first goes on once the door is open. */
  const heldUp = async (thing: string) => {
    const { wait, open } = door();
    lab.world.when('paint.apply', thing, (time) => (time === 1 ? wait() : undefined));
    const [first, second] = [await lab.launch(thing), await lab.launch(thing)];
    await lab.approve(first);
    await painting(thing, 1);
    await lab.approve(second);
    return { first, second, open, gate: await lab.waiting(second, 'failure') };
  };

  const failureGates = async (run: Run): Promise<readonly GateView['state'][]> =>
    (await lab.view(run)).gates.flatMap(({ kind, state }) => (kind === 'failure' ? [state] : []));

  /** The activities of a run that wait for a lock at this moment. */
  const waitsForLock = async ({ id }: Run): Promise<number> => {
    const { raw } = await lab.env.client.workflow.getHandle(id).describe();
    return (raw.pendingActivities ?? []).filter(({ activityType }) => activityType?.name === 'lock.awaited').length;
  };

  it('never change it at once: the second is told who holds it, and goes on by itself when that one is through', async () => {
    const { first, second, open, gate } = await heldUp('shared');
    expect(gate.step).toBe('prepare/shared/polish');
    const failed = (await lab.entries(second, 'outcome')).find(({ body }) => body.state === 'failed');
    expect(failed?.body.error).toMatchObject({
      code: 'Locked',
      message: expect.stringContaining(`is being changed by ${first.id} since 2`),
      hint: expect.stringMatching(/goes on by itself/),
    });
    // Collecting takes no lock: the second run's picture is there already, and nothing else of it.
    expect(lab.world.changes('shared')).toEqual(['takePicture.apply', 'polish.apply', 'takePicture.apply']);

    open();
    expect(await lab.ended(first)).toBe('completed');
    expect(await lab.ended(second)).toBe('completed');
    expect(lab.world.times('paint.apply', 'shared')).toBe(2);
    expect(await failureGates(second)).toEqual(['withdrawn']);
    const withdrawn = (await lab.entries(second, 'run')).find(({ body }) => body.event === 'withdrawn');
    expect(withdrawn?.body).toMatchObject({ gate: gate.id, reason: 'The lock is free.' });
    expect(await lab.entries(second, 'approval')).toHaveLength(1);
  });

  it('plan again after that, and ask again where that is not what was signed', async () => {
    const { second, open } = await heldUp('moved');
    await lab.decide(second, 'prepare/moved/polish', 'skip');
    await lab.waiting(second, 'failure', 'paint/moved/paint');
    lab.world.thing('moved').onlookers.push('arn:aws:test:eu-west-1:111122223333:thing/bystander');
    open();
    const again = await lab.waiting(second);
    expect(again.changes.join()).toMatch(/more victims: .*bystander/);
    expect(await failureGates(second)).toEqual(['decided', 'withdrawn']);
    expect(lab.world.times('paint.apply', 'moved')).toBe(1);
    await lab.approve(second);
    expect(await lab.ended(second)).toBe('completed');
  });

  it.each([
    ['abort', 'failed', 1],
    ['skip', 'completed', 2],
  ] as const)('a person who answers %s need not wait, and nothing waits on', async (choice, end, painted) => {
    const { first, second, open } = await heldUp(choice);
    await until('waiting for the lock', async () => ((await waitsForLock(second)) === 1 ? true : undefined));
    await lab.decide(second, `prepare/${choice}/polish`, choice);
    if (choice === 'skip') {
      // What is left of it needs the lock, too.
      await lab.waiting(second, 'failure', `paint/${choice}/paint`);
      await until('waiting for it alone', async () => ((await waitsForLock(second)) === 1 ? true : undefined));
      open();
    }
    expect(await lab.ended(second)).toBe(end);
    open();
    expect(await lab.ended(first)).toBe('completed');
    expect(lab.world.times('paint.apply', choice)).toBe(painted);
    expect((await failureGates(second))[0]).toBe('decided');
  });

  it('a stop is heard at once while it waits', async () => {
    const { first, second, open } = await heldUp('stopped');
    await lab.cancel(second);
    expect(await lab.ended(second)).toBe('cancelled');
    expect((await lab.view(second)).gates.at(-1)?.state).toBe('closed');
    open();
    expect(await lab.ended(first)).toBe('completed');
  });

  it('an answer that comes after the gate was withdrawn is refused, and on record', async () => {
    const { wait, open: openSecond } = door();
    const { first, second, open, gate } = await heldUp('late');
    lab.world.when('paint.apply', 'late', (time) => (time === 2 ? wait() : undefined));
    open();
    expect(await lab.ended(first)).toBe('completed');
    await painting('late', 2);
    const late = lab.failureDecision(second, gate.step ?? '', 'abort', gate.nonce);
    expect(await lab.send(gate.workflowId, 'decide', late)).toMatchObject({ accepted: false, code: 'no-gate' });
    expect((await lab.entries(second, 'refusal')).at(-1)?.body).toMatchObject({
      code: 'no-gate',
      operator: people.lead.name,
    });
    openSecond();
    expect(await lab.ended(second)).toBe('completed');
  });

  it('a failure that is no lock waits for a person, and only a person', async () => {
    lab.world.when('paint.apply', 'broken', (time) => {
      if (time === 1) throw failure(failureTypes.denied, 'not allowed to', 'allow it');
    });
    const run = await lab.launch('broken');
    await lab.approve(run);
    const { step } = await lab.waiting(run, 'failure');
    expect(await waitsForLock(run)).toBe(0);
    await lab.decide(run, step ?? '', 'retry');
    expect(await lab.ended(run)).toBe('completed');
  });

  it('hold it only while something is being done, not while they wait for people', async () => {
    const [first, second] = [await lab.launch('idle'), await lab.launch('idle')];
    await lab.approve(second);
    expect(await lab.ended(second)).toBe('completed');
    await lab.approve(first);
    expect(await lab.ended(first)).toBe('completed');
  });

  it('a gate is withdrawn by nobody but the run that waits there, and only for a lock', async () => {
    const { first, second, open, gate } = await heldUp('forged');
    const forged = lab.env.client.workflow.execute('awaitLock', {
      taskQueue: lab.taskQueue,
      workflowId: 'somebody-else',
      args: [{ case: second.case, run: second.id, workflowId: lockWorkflowId('arn:of:nothing'), gate: gate.id }],
    });
    await expect(forged).rejects.toMatchObject({ cause: { cause: { type: 'Refused' } } });
    expect(await failureGates(second)).toEqual(['waiting']);
    open();
    expect([await lab.ended(first), await lab.ended(second)]).toEqual(['completed', 'completed']);
  });
});
