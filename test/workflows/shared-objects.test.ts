import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { lockWorkflowId, releaseWorkflowId } from '../../workflows/contract/names.js';
import { shippedCatalogue, shippedWorkflows } from '../replay/fixtures/shipped.js';
import { until } from '../support/aws.js';
import { Lab, type Run } from './fixtures/lab.js';
import { door } from './fixtures/world.js';

const arnOf = (name: string): string =>
  `arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:00000000-0000-4000-8000-000000000001:autoScalingGroupName/${name}`;
const [one, other] = ['i-0aaaaaaaaaaaaaaaa', 'i-0bbbbbbbbbbbbbbbb'];
const [third, fourth] = ['i-0cccccccccccccccc', 'i-0dddddddddddddddd'];
const [fifth, sixth] = ['i-0eeeeeeeeeeeeeeee', 'i-0ffffffffffffffff'];

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open({ workflowsPath: shippedWorkflows, catalogue: shippedCatalogue });
  lab.world.groups = [
    { arn: arnOf('web'), instanceIds: [one, other] },
    { arn: arnOf('db'), instanceIds: [third, fourth] },
    { arn: arnOf('batch'), instanceIds: [fifth, sixth] },
  ];
});
afterAll(() => lab.close());

const launch = async (...instances: readonly string[]): Promise<Run> => {
  const run = lab.newRun({ instanceId: instances.join(',') }, 'contain-instance');
  await lab.start(run, lab.request(run));
  await lab.waiting(run);
  return run;
};

describe('a group that instances share', () => {
  it('is changed by one run at a time: whoever comes second is told who holds it, and goes on by itself', async () => {
    const { wait, open } = door();
    lab.world.when('polish.apply', `group of ${one}`, wait);
    const [first, second] = [await launch(one), await launch(other)];
    await lab.approve(first);
    await until('the group', async () => lab.world.times('polish.apply', `group of ${one}`) || undefined);
    const held = await lab.env.client.workflow.getHandle(lockWorkflowId(arnOf('web'))).describe();
    expect(held.raw.workflowExecutionInfo?.parentExecution?.workflowId).toBe(first.id);
    await lab.approve(second);
    const gate = await lab.waiting(second, 'failure');
    expect(gate.step).toBe('protect/web/suspendProcesses');
    const failed = (await lab.entries(second, 'outcome')).find(({ body }) => body.state === 'failed');
    expect(failed?.body.error?.message).toContain(`${arnOf('web')} is being changed by ${first.id}`);
    open();
    expect(await lab.ended(first)).toBe('completed');
    expect(await lab.ended(second)).toBe('completed');
  });

  it('has one step for all of them, before any is contained, and is put back after all of them', async () => {
    const run = await launch(third, fourth);
    const group = `group of ${third},${fourth}`;
    expect((await lab.view(run)).targets).toEqual([third, fourth]);
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes(group)).toEqual(['polish.apply']);
    const applied = lab.world.diary.findIndex(({ thing }) => thing === group);
    const isolated = lab.world.diary.findIndex(
      ({ moment, thing }) => moment === 'paint.apply' && [third, fourth].includes(thing),
    );
    expect(isolated).toBeGreaterThan(applied);
    await lab.release(run);
    await lab.approve(run);
    expect(await lab.closed(releaseWorkflowId(run.id, 'release-1'))).toBe('released');
    expect(lab.world.diary.at(-1)).toEqual({ moment: 'polish.undo', thing: group });
  });

  it('stays as it is until an instance that moved, and was parted from the others, is put back too', async () => {
    const run = await launch(fifth, sixth);
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    // Planned first, again after the signature, and then alone.
    lab.world.when('paint.undoPlan', fifth, (time) => {
      if (time === 2 || time === 3) throw failure(failureTypes.moved, 'somebody changed it');
    });
    await lab.release(run);
    await lab.approve(run);
    const { step } = await lab.waiting(run, 'failure');
    await until('the other one', async () => lab.world.changes(sixth).includes('paint.undo') || undefined);
    if (step === null) throw new Error('no step failed');
    await lab.decide(run, step, 'retry');
    expect(await lab.closed(releaseWorkflowId(run.id, 'release-1'))).toBe('released');
    expect(lab.world.changes(fifth)).toContain('paint.undo');
    expect(lab.world.diary.at(-1)).toEqual({ moment: 'polish.undo', thing: `group of ${fifth},${sixth}` });
  });
});
