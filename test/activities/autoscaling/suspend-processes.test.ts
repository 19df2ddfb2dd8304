import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { guarding } from '../../../activities/autoscaling/groups.js';
import type { PlanDocument } from '../../../workflows/contract/plan.js';
import { Incident, type Signed } from '../fixtures/incident.js';
import { groupOf } from './standby-instance.row.js';
import { heldUp, holdUp, suspendedIn, suspendFor } from './suspend-processes.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());

const action = 'suspendProcesses';
const suspended = () => suspendedIn(incident);
const planOf = async (signed: Signed) => (await incident.plansOf(signed))[0];
const made = async (work: () => Promise<unknown>): Promise<number> => {
  const seen = await incident.office.watch();
  await work();
  return (await seen('SuspendProcesses')).length;
};
const stopGuarding = (...ScalingProcesses: readonly string[]) =>
  incident.account.autoscaling.suspendProcesses({
    AutoScalingGroupName: incident.estate.autoScalingGroup,
    ScalingProcesses: [...ScalingProcesses],
  });

describe('a group with an instance that AWS does not take into Standby', () => {
  it('is the target, and is kept off it by one call, however many of its instances are meant', async () => {
    const stuck = await heldUp(incident);
    await suspendFor(incident, incident.host, stuck);
    const signed = await incident.signed(action);
    const plan = await planOf(signed);
    const { AutoScalingGroupARN: arn, AutoScalingGroupName: group } = await groupOf(incident);
    expect(plan?.signed).toMatchObject({
      step: `${action}/${group}/${action}`,
      target: arn,
      kind: 'autoScalingGroup',
      calls: [{ operation: 'SuspendProcesses', target: arn, input: { ScalingProcesses: [...guarding] } }],
    });
    expect(plan?.observed.summary).toContain(`${stuck} (Pending:Wait)`);
    expect(plan?.observed.summary).not.toContain(incident.host);
    expect(plan?.observed.blastRadius).toMatchObject([
      { severity: 'warning', message: expect.stringContaining(`are suspended for the whole of ${group}`) },
    ]);
    expect(await made(() => incident.done(signed, action))).toBe(1);
    expect(await suspended()).toEqual([...guarding]);
  });

  it('is not said to keep off it once somebody resumes what was suspended', async () => {
    await holdUp(incident);
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    const { AutoScalingGroupName } = await groupOf(incident);
    await incident.account.autoscaling.resumeProcesses({ AutoScalingGroupName, ScalingProcesses: ['HealthCheck'] });
    await expect(incident.carry(signed, action, 'verify')).rejects.toMatchObject({ type: 'DoesNotHold' });
    await incident.carry(signed, action, 'apply', 2);
    expect(await suspended()).toEqual([...guarding]);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await suspended()).toEqual([]);
  });

  it('is not changed where it is listed as protected', async () => {
    await holdUp(incident);
    const { AutoScalingGroupARN: arn = '' } = await groupOf(incident);
    incident.office.protect(arn);
    await expect(incident.signed(action)).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining(`would change ${arn}, which is protected`),
    });
    incident.office.protect();
  });
});

describe('a group whose instances are in service', () => {
  it('is left as it is, and the plan does not alarm about it', async () => {
    await suspendFor(incident, incident.host);
    const signed = await incident.signed(action);
    const plan = await planOf(signed);
    expect(plan?.observed.summary).toContain(`only if one of ${incident.host} (InService) has left service by then`);
    expect(plan?.observed.blastRadius.map(({ severity }) => severity)).toEqual(['info']);
    expect(await made(() => incident.done(signed, action))).toBe(0);
    expect(await suspended()).toEqual([]);
    expect((await planOf(await incident.release(signed)))?.signed.calls).toEqual([]);
  });

  it('is kept off one that left service after it was signed', async () => {
    await suspendFor(incident, incident.host);
    const signed = await incident.signed(action);
    const where = { AutoScalingGroupName: incident.estate.autoScalingGroup, InstanceIds: [incident.host] };
    await incident.account.autoscaling.enterStandby({ ...where, ShouldDecrementDesiredCapacity: true });
    await incident.office.aws.admin.advanceClock(10 * 60_000);
    await incident.account.autoscaling.exitStandby(where);
    expect(await made(() => incident.done(signed, action))).toBe(1);
  });
});

describe('nothing is planned', () => {
  const nothing = async () => {
    const plan = await planOf(await incident.signed(action));
    expect(plan?.signed.calls).toEqual([]);
    expect(plan?.observed.summary).toMatch(/^not needed: /);
  };

  it('for an instance on leave', async () => {
    await incident.account.autoscaling.enterStandby({
      AutoScalingGroupName: incident.estate.autoScalingGroup,
      InstanceIds: [incident.host],
      ShouldDecrementDesiredCapacity: true,
    });
    await suspendFor(incident, incident.host);
    await nothing();
  });

  it('for one that is in no group any more', async () => {
    await suspendFor(incident, 'i-0123456789abcdef0');
    await nothing();
  });

  it('for a group of another ARN that has the name of the one that was meant', async () => {
    await suspendFor(incident, incident.host);
    const { AutoScalingGroupARN: arn = '' } = await groupOf(incident);
    incident.office.targets.set(action, arn.replace(/autoScalingGroup:[^:]+/, 'autoScalingGroup:another'));
    await nothing();
  });
});

describe('a release', () => {
  it('resumes what was suspended, and nothing that was suspended before', async () => {
    await stopGuarding('AZRebalance');
    await holdUp(incident);
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await suspended()).toEqual(['AZRebalance']);
  });

  it('resumes what was suspended also when the answer to that was lost', async () => {
    await holdUp(incident);
    await incident.office.aws.admin.addFault({ match: { operation: 'SuspendProcesses' }, kind: 'lost-answer' });
    const signed = await incident.signed(action);
    expect(await incident.done(signed, action)).toEqual(['Unavailable']);
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await suspended()).toEqual([]);
  });

  it('puts the group back when its instances are through', async () => {
    await holdUp(incident);
    const signed = await incident.signed(action, 'protectInstance');
    await incident.done(signed, action);
    await incident.done(signed, 'protectInstance');
    const { planned } = await incident.release(signed);
    expect(
      planned.stages.map(({ name, tracks }) => [name, tracks.flatMap(({ steps }) => steps?.map((one) => one.action))]),
    ).toEqual([
      ['release-1', ['protectInstance']],
      ['release-1-shared', [action]],
    ]);
  });
});

describe('two runs on one group', () => {
  // The ledger remembers the runs of other tests, too: their world is not there any more.
  const stillChanged = async ({ planned }: Signed, by: Signed): Promise<readonly string[]> => {
    const document = await incident.office.ledger.getDocument(planned.plan.document);
    return (document as unknown as PlanDocument).stages.flatMap(({ tracks }) =>
      tracks.flatMap((track) =>
        (track.stillChanged ?? []).flatMap(({ message }) => (message.includes(by.job.run) ? message : [])),
      ),
    );
  };
  const suspending = async (...more: readonly string[]): Promise<Signed> => {
    const signed = await incident.signed(action, ...more);
    for (const one of [action, ...more]) await incident.done(signed, one);
    return signed;
  };

  it('are told of each other, where one of them suspended something or relies on that', async () => {
    await suspendFor(incident, incident.host);
    const idle = await suspending();
    expect(await stillChanged(await incident.signed(action), idle)).toEqual([]);
    await holdUp(incident);
    const first = await suspending();
    const { job } = first;
    expect(await stillChanged(await incident.signed(action), first)).toEqual([
      expect.stringMatching(
        `^web-prod was changed by ${job.run} .* not released: ${action}\\. To put it back: firebreak release`,
      ),
    ]);
  });

  it('leave suspended what the later one relies on, until that is released or the step is named', async () => {
    await holdUp(incident);
    const first = await suspending('protectInstance');
    const second = await suspending();
    expect((await planOf(second))?.signed.calls).toHaveLength(1);

    const all = await incident.release(first);
    const plans = await incident.plansOf(all);
    expect(plans.map(({ signed }) => signed.action)).toEqual(['protectInstance']);
    const step = `${action}/web-prod/${action}`;
    expect(plans[0]?.observed.blastRadius.at(-1)?.message).toContain(
      `${step} stays as it is, because ${second.job.run} found it so and relies on it: it is put back only when it is named: firebreak release ${first.job.run} --step ${step}`,
    );
    await incident.carry(all, 'protectInstance', 'undo');

    const named = await incident.release(first, [step]);
    expect((await planOf(named))?.signed.calls.map(({ operation }) => operation)).toEqual(['ResumeProcesses']);
    expect(await stillChanged(named, second)).toEqual([expect.stringContaining(`changed by ${second.job.run}`)]);

    await incident.carry(await incident.release(second), action, 'undo');
    expect(await suspended()).toEqual([...guarding]);
    await incident.carry(await incident.release(first), action, 'undo');
    expect(await suspended()).toEqual([]);
  });
});
