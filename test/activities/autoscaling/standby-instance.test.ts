import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident, type Signed } from '../fixtures/incident.js';
import { groupOf, lifecycleOf, refuseStandby, suspendedIn } from './standby-instance.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'standbyInstance';
const MINUTE = 60_000;
const pass = (ms: number) => incident.office.aws.admin.advanceClock(ms);
const group = () => groupOf(incident);
const suspended = () => suspendedIn(incident);
const lifecycle = () => lifecycleOf(incident);
const state = async () =>
  (await incident.account.ec2.describeInstances({ InstanceIds: [incident.host] })).Reservations?.[0]?.Instances?.[0]
    ?.State?.Name;
const isolate = async (signed: Signed) => incident.done(signed, 'isolateInstance');
const stepOf = async (signed: Signed): Promise<string> => (await incident.plansOf(signed))[0]?.signed.step ?? '';

describe('an instance in an Auto Scaling group', () => {
  beforeEach(() => incident.begin());

  it('is terminated by its group once it is isolated and nothing is done about the group', async () => {
    await isolate(await incident.signed('isolateInstance'));
    await pass(30 * MINUTE);
    expect(await lifecycle()).toBeUndefined();
    expect(await state()).toBe('terminated');
  });

  it('is not terminated once it is isolated in Standby, and gets a replacement', async () => {
    const signed = await incident.signed(action, 'isolateInstance');
    await incident.done(signed, action);
    await isolate(signed);
    await pass(120 * MINUTE);
    expect(await lifecycle()).toBe('Standby');
    expect(await state()).toBe('running');
    const { Instances = [], DesiredCapacity } = await group();
    expect(Instances.filter((one) => one.LifecycleState === 'InService')).toHaveLength(DesiredCapacity ?? 0);
  });

  it('whose Standby is refused is not terminated either: what would end it is suspended', async () => {
    await refuseStandby(incident);
    const signed = await incident.signed(action, 'isolateInstance');
    await incident.done(signed, action);
    await isolate(signed);
    expect(await suspended()).toEqual(['AZRebalance', 'HealthCheck', 'InstanceRefresh', 'ReplaceUnhealthy']);
    await pass(120 * MINUTE);
    expect(await lifecycle()).toBe('InService');
    expect(await state()).toBe('running');
  });

  it('is left as it is when it is in Standby already', async () => {
    await incident.account.autoscaling.enterStandby({
      AutoScalingGroupName: incident.estate.autoScalingGroup,
      InstanceIds: [incident.host],
      ShouldDecrementDesiredCapacity: true,
    });
    const signed = await incident.signed(action);
    const [plan] = await incident.plansOf(signed);
    expect(plan?.signed.calls).toEqual([]);
    expect(plan?.observed.summary).toContain('already');
    await incident.done(signed, action);
  });

  it('that its group is ending at this moment is not said to be left alone', async () => {
    await refuseStandby(incident);
    const signed = await incident.signed(action);
    await incident.account.autoscaling.terminateInstanceInAutoScalingGroup({
      InstanceId: incident.host,
      ShouldDecrementDesiredCapacity: false,
    });
    await incident.carry(signed, action, 'apply');
    await expect(incident.carry(signed, action, 'verify')).rejects.toMatchObject({
      type: 'DoesNotHold',
      message: expect.stringContaining('Terminating'),
    });
  });
});

describe('a release', () => {
  beforeEach(() => incident.begin());

  it('leaves the instance in Standby unless the step is named', async () => {
    const signed = await incident.signed(action, 'isolateInstance');
    await incident.done(signed, action);
    await isolate(signed);
    await pass(10 * MINUTE);
    const all = await incident.release(signed);
    const plans = await incident.plansOf(all);
    expect(plans.map(({ signed: { action: name } }) => name)).toEqual(['isolateInstance']);
    const named = `firebreak release ${signed.job.run} --step ${await stepOf(signed)} --reason "…"`;
    expect(plans[0]?.observed.blastRadius.at(-1)).toMatchObject({
      severity: 'info',
      message: expect.stringContaining(`stays as it is: it is put back only when it is named: ${named}`),
    });
    await incident.carry(all, 'isolateInstance', 'undo');
    await pass(10 * MINUTE);
    expect(await lifecycle()).toBe('Standby');
  });

  it('that would put nothing else back is refused, with the step that has to be named', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await pass(10 * MINUTE);
    const step = await stepOf(signed);
    await expect(incident.release(signed)).rejects.toMatchObject({
      type: 'Refused',
      message: `What ${signed.job.run} has changed and not put back is put back only when it is named: ${step}.`,
      details: [`For example: firebreak release ${signed.job.run} --step ${step} --reason "…"`],
    });
  });

  it('that names the step puts the instance back into service, and says to whom it is sent', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await pass(10 * MINUTE);
    const released = await incident.release(signed, [await stepOf(signed)]);
    const [plan] = await incident.plansOf(released);
    expect(plan?.observed.blastRadius).toMatchObject([
      { severity: 'danger', message: expect.stringMatching(/users are sent to/) },
    ]);
    await incident.carry(released, action, 'undo');
    await pass(10 * MINUTE);
    expect(await lifecycle()).toBe('InService');
  });

  it('is refused while the instance is still on its way into Standby', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    expect(await lifecycle()).toBe('EnteringStandby');
    await expect(incident.release(signed, [await stepOf(signed)])).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining('still on its way'),
    });
  });

  it('is refused where it would make the group larger than its maximum', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await pass(10 * MINUTE);
    const { DesiredCapacity = 0, AutoScalingGroupName } = await group();
    await incident.account.autoscaling.updateAutoScalingGroup({ AutoScalingGroupName, MaxSize: DesiredCapacity });
    await expect(incident.release(signed, [await stepOf(signed)])).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining(`above its maximum of ${DesiredCapacity}`),
    });
  });

  it('resumes what was suspended, and nothing that was suspended before', async () => {
    const AutoScalingGroupName = incident.estate.autoScalingGroup;
    await incident.account.autoscaling.suspendProcesses({ AutoScalingGroupName, ScalingProcesses: ['AZRebalance'] });
    await refuseStandby(incident);
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await suspended()).toEqual(['AZRebalance']);
  });

  it('resumes what was suspended also when the answer to that was lost', async () => {
    await refuseStandby(incident);
    await incident.office.aws.admin.addFault({ match: { operation: 'SuspendProcesses' }, kind: 'lost-answer' });
    const signed = await incident.signed(action);
    expect(await incident.done(signed, action)).toEqual(['Unavailable']);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await suspended()).toEqual([]);
  });
});
