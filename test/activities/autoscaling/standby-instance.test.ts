import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { guarding } from '../../../activities/autoscaling/groups.js';
import { Incident, type Signed } from '../fixtures/incident.js';
import { groupOf, lifecycleOf } from './standby-instance.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'standbyInstance';
const MINUTE = 60_000;
const pass = (ms: number) => incident.office.aws.admin.advanceClock(ms);
const group = () => groupOf(incident);
const lifecycle = () => lifecycleOf(incident);
/** Lets AWS refuse Standby for the host. */
const refuseStandby = () =>
  incident.office.aws.admin.addFault({
    match: { operation: 'EnterStandby', times: 9 },
    kind: 'error',
    status: 400,
    code: 'ValidationError',
    message: `The instance ${incident.host} is not in InService.`,
  });
const suspend = () =>
  incident.account.autoscaling.suspendProcesses({
    AutoScalingGroupName: incident.estate.autoScalingGroup,
    ScalingProcesses: [...guarding],
  });
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

  it('whose Standby is refused is not terminated either while what would end it is suspended', async () => {
    await refuseStandby();
    await suspend();
    const signed = await incident.signed(action, 'isolateInstance');
    await incident.done(signed, action);
    await isolate(signed);
    await pass(120 * MINUTE);
    expect(await lifecycle()).toBe('InService');
    expect(await state()).toBe('running');
    const release = await incident.plansOf(await incident.release(signed));
    expect(release.map(({ signed: { action: name, calls } }) => [name, calls.length > 0])).toEqual([
      ['isolateInstance', true],
      [action, false],
    ]);
  });

  it('whose Standby is refused while nothing is suspended is not said to be left alone: what to do is', async () => {
    await refuseStandby();
    const signed = await incident.signed(action);
    await expect(incident.carry(signed, action, 'apply')).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining(`${incident.host} is InService in web-prod, where AWS refuses Standby`),
      details: [
        expect.stringContaining('Suspend AZRebalance, HealthCheck, InstanceRefresh, ReplaceUnhealthy of web-prod'),
      ],
    });
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

  it('that its group is ending by then is not said to be left alone, whatever is suspended', async () => {
    await suspend();
    const signed = await incident.signed(action);
    await incident.account.autoscaling.terminateInstanceInAutoScalingGroup({
      InstanceId: incident.host,
      ShouldDecrementDesiredCapacity: false,
    });
    await expect(incident.carry(signed, action, 'apply')).rejects.toMatchObject({
      type: 'Refused',
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
});
