import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import type { PlanReference } from '../../../workflows/contract/plan.js';
import { releaseWorkflowId, runWorkflowId, watchWorkflowId } from '../../../workflows/contract/names.js';
import { Incident, type Signed } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
  incident.office.watchFor = 3_600;
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());

const where = ({ job: { case: caseId, run } }: Signed) => ({ case: caseId, run });
const pass = () => incident.office.aws.admin.advanceClock(60_000);

/** The host after one action, through and watched. */
const watched = async (action: string): Promise<Signed> => {
  const signed = await incident.signed(action);
  await incident.done(signed, action);
  await pass();
  await incident.office.engine('run.record', { ...where(signed), state: 'completed' });
  await incident.office.engine('watch.begin', where(signed));
  return signed;
};

/** What the next look answers; where it does not hold, the step as it was carried out last. */
const reverted = async (signed: Signed) =>
  (await incident.office.engine('watch.look', { ...where(signed), look: 1, known: {} })).reverted;

type Wish = { readonly authority?: PlanReference; readonly gate?: string; readonly from?: string };

/** Plans what the run did again, as its watch would, or as somebody else does. */
const plan = (signed: Signed, { authority, gate, from = watchWorkflowId(signed.job.run) }: Wish) =>
  incident.office.engine(
    'watch.plan',
    {
      ...where(signed),
      steps: signed.planned.stages.flatMap(({ tracks }) =>
        tracks.flatMap(({ steps }) => (steps ?? []).map(({ id }) => id)),
      ),
      seed: signed.job.run,
      ...(authority && { authority }),
      ...(gate && { gate: { id: gate, workflowId: from } }),
    },
    { workflowExecution: { workflowId: from, runId: 'x' } },
  );
const aGate = (): string => `gate-${randomUUID().slice(0, 8)}`;

/** A fresh plan, to be carried out on what was signed. */
const on = ({ job }: Signed, { plan: authority }: PlannedStages, fresh: PlannedStages): Signed => ({
  job,
  planned: { ...fresh, plan: { ...fresh.plan, root: authority.root } },
});

/** One more interface on the host. */
const attach = async (): Promise<string> => {
  const { ec2 } = incident.account;
  const [eni = ''] = Object.keys(await incident.groups());
  const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({ NetworkInterfaceIds: [eni] });
  const { NetworkInterface } = await ec2.createNetworkInterface({ SubnetId: NetworkInterfaces[0]?.SubnetId });
  const id = NetworkInterface?.NetworkInterfaceId ?? '';
  await ec2.attachNetworkInterface({ InstanceId: incident.host, NetworkInterfaceId: id, DeviceIndex: 2 });
  return id;
};

/** An Elastic IP address on the host that it did not have; answers its number. */
const address = async (): Promise<string> => {
  const { ec2 } = incident.account;
  const [NetworkInterfaceId] = Object.keys(await incident.groups());
  const { AllocationId, PublicIp = '' } = await ec2.allocateAddress({ Domain: 'vpc' });
  await ec2.associateAddress({ AllocationId, NetworkInterfaceId, AllowReassociation: true });
  return PublicIp;
};

describe('what came since', () => {
  it('an instance profile that somebody puts on is taken off on the same signature', async () => {
    const action = 'detachProfile';
    const signed = await watched(action);
    const { InstanceProfiles = [] } = await incident.account.iam.listInstanceProfiles({});
    const other = InstanceProfiles.find(({ InstanceProfileName }) => InstanceProfileName !== 'web-tier');
    const IamInstanceProfile = { Name: other?.InstanceProfileName };
    await incident.account.ec2.associateIamInstanceProfile({ InstanceId: incident.host, IamInstanceProfile });
    expect(await reverted(signed)).toHaveLength(1);
    const fresh = await plan(signed, { authority: signed.planned.plan });
    expect(fresh).toMatchObject({ differences: [], apart: [] });
    await incident.carry(on(signed, signed.planned, fresh), action, 'apply', 1_000);
    await pass();
    expect(await reverted(signed)).toEqual([]);
    const [step] = await incident.plansOf(await incident.release(signed));
    expect(step?.signed.targetState['instanceProfile']).toMatch(/instance-profile\/web-tier$/);
  });

  it.each(['isolateInstance', 'shortenIdleTimeout'])(
    'on a new interface %s does not hold, and is put right by a fresh plan that the signature covers',
    async (action) => {
      const before = await incident.groups();
      const signed = await watched(action);
      const eni = await attach();
      expect(await reverted(signed)).toMatchObject([{ step: { action } }]);
      await incident.carry(signed, action, 'apply', 1_000);
      await expect(incident.carry(signed, action, 'verify', 1_000)).rejects.toMatchObject({
        type: 'DoesNotHold',
        message: expect.stringContaining(eni),
      });
      const fresh = await plan(signed, { authority: signed.planned.plan });
      expect(fresh).toMatchObject({ differences: [], apart: [] });
      const again = on(signed, signed.planned, fresh);
      await incident.carry(again, action, 'apply', 2_000);
      await incident.carry(again, action, 'verify', 2_000);
      expect(await reverted(signed)).toEqual([]);
      await incident.carry(await incident.release(signed), action, 'undo');
      expect(await incident.groups()).toMatchObject(before);
    },
  );

  it('is seen on a volume that is to go with the host', async () => {
    const { ec2 } = incident.account;
    const signed = await watched('protectInstance');
    const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [incident.host] });
    const AvailabilityZone = Reservations[0]?.Instances?.[0]?.Placement?.AvailabilityZone;
    const { VolumeId = '' } = await ec2.createVolume({ AvailabilityZone, Size: 1 });
    await pass();
    await ec2.attachVolume({ InstanceId: incident.host, VolumeId, Device: '/dev/sdz' });
    await pass();
    expect(await reverted(signed)).toEqual([]);
    const Ebs = { DeleteOnTermination: true };
    await ec2.modifyInstanceAttribute({
      InstanceId: incident.host,
      BlockDeviceMappings: [{ DeviceName: '/dev/sdz', Ebs }],
    });
    expect(await reverted(signed)).toMatchObject([{ step: { action: 'protectInstance' } }]);
    expect(await plan(signed, { authority: signed.planned.plan })).toMatchObject({
      differences: [expect.stringMatching(`a call that was not signed: .*${VolumeId}`)],
    });
  });
});

describe('what goes beyond the signature', () => {
  const action = 'removePublicAddresses';

  it('is done once it is signed, and for as long as the watch lasts; the way back leads to what was there first', async () => {
    const signed = await watched(action);
    const brought = await address();
    expect(await reverted(signed)).toHaveLength(1);
    await incident.carry(signed, action, 'apply', 1_000);
    await expect(incident.carry(signed, action, 'verify', 1_000)).rejects.toMatchObject({ type: 'DoesNotHold' });
    const fresh = await plan(signed, { authority: signed.planned.plan });
    expect(fresh.differences).toEqual([expect.stringContaining('another input of address/')]);
    await expect(incident.carry(on(signed, signed.planned, fresh), action, 'apply', 2_000)).rejects.toMatchObject({
      type: 'NotAuthorized',
      message: expect.stringContaining('the plan moved since it was signed'),
    });

    const asked = await plan(signed, { gate: aGate() });
    expect(asked).toMatchObject({ gate: { workflowId: watchWorkflowId(signed.job.run) }, standing: null });
    const again: Signed = { job: signed.job, planned: asked };
    await expect(incident.carry(again, action, 'apply', 3_000)).rejects.toMatchObject({
      type: 'NotAuthorized',
      message: expect.stringContaining('0 of 1 approvals'),
    });
    await incident.office.sign(signed.job, asked);
    expect(await plan(signed, { authority: asked.plan })).toMatchObject({ differences: [] });
    await incident.carry(again, action, 'apply', 4_000);
    await pass();
    await incident.carry(again, action, 'verify', 4_000);
    expect(await reverted(signed)).toEqual([]);

    const release = await incident.release(signed);
    const [step] = await incident.plansOf(release);
    const wayBack = JSON.stringify(step);
    expect(wayBack).toContain('automatic');
    expect(wayBack).not.toContain(brought);
    await expect(incident.carry(again, action, 'apply', 5_000)).rejects.toMatchObject({
      type: 'NotAuthorized',
      message: expect.stringContaining('is used up'),
    });
  });

  it('is put to people once: the same plan is not asked again after a no, and another one is', async () => {
    const signed = await watched(action);
    await address();
    await pass();
    const gate = aGate();
    const asked = await plan(signed, { gate });
    expect(await plan(signed, { gate })).toMatchObject({ gate: asked.gate });
    await incident.office.sign(signed.job, asked, undefined, 'deny');
    expect(await plan(signed, { gate: aGate() })).toMatchObject({ gate: null, plan: { root: asked.plan.root } });
    await address();
    await pass();
    expect((await plan(signed, { gate: aGate() })).gate).not.toBeNull();
  });

  it.each([
    ['the run', runWorkflowId],
    ['a release', (run: string) => releaseWorkflowId(run, 'release-1')],
    ['anything else', () => 'by-hand'],
  ])('is asked for by the watch alone, not by %s', async (_, name) => {
    const signed = await watched(action);
    await expect(plan(signed, { gate: aGate(), from: name(signed.job.run) })).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining('it is not the watch that asks'),
    });
  });

  it('is about what the run has changed, and about nothing else', async () => {
    const signed = await watched('isolateInstance');
    const { office } = incident;
    const workflowId = watchWorkflowId(signed.job.run);
    const [known] = await incident.plansOf(signed);
    const instanceId = incident.host;
    const others = [
      { id: 'isolateInstance/x/isolateInstance', action: 'isolateInstance', input: { instanceId } },
      { id: known?.signed.step ?? '', action: 'isolateInstance', input: { instanceId, untrack: true } },
      { id: known?.signed.step ?? '', action: 'detachProfile', input: { instanceId } },
    ];
    for (const step of others) {
      const { account, region } = incident.estate;
      const stages = [{ name: 'contain', changes: true, tracks: [{ target: signed.job.target, steps: [step] }] }];
      const asked = office.engine(
        'plan.stages',
        {
          ...where(signed),
          account,
          region,
          playbook: 'contain-instance',
          playbookVersion: '1',
          seed: signed.job.run,
          stages,
          gate: { id: aGate(), workflowId },
        },
        { workflowExecution: { workflowId, runId: 'x' } },
      );
      await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('nothing that it has changed') });
    }
    const planned = await office.entries(signed.job, 'plan');
    expect(planned.filter(({ body }) => body.event === 'planned')).toHaveLength(1);
  });
});

describe('the way back from a change that was planned a second time', () => {
  const tampers = {
    removePublicAddresses: async (): Promise<void> => {
      const { ec2 } = incident.account;
      const [eni] = Object.keys(await incident.groups());
      const { AllocationId } = await ec2.allocateAddress({ Domain: 'vpc' });
      await ec2.associateAddress({ AllocationId, NetworkInterfaceId: eni });
    },
    disableMetadata: async (): Promise<void> => {
      const InstanceId = incident.host;
      await incident.account.ec2.modifyInstanceMetadataOptions({
        InstanceId,
        HttpEndpoint: 'enabled',
        HttpPutResponseHopLimit: 64,
      });
    },
  } as const;

  it.each(['removePublicAddresses', 'disableMetadata'] as const)(
    'leads to what was there first, not to what an intruder brought: %s',
    async (action) => {
      const signed = await incident.signed(action);
      const [first] = await incident.plansOf(signed);
      await incident.done(signed, action);
      await pass();
      await tampers[action]();
      await pass();
      const again = await incident.office.plan(signed.job, action);
      await incident.office.sign(signed.job, again);
      await incident.carry({ job: signed.job, planned: again }, action, 'apply', 1_000);
      const made = (await incident.office.entries(signed.job, 'outcome')).findLast(
        ({ body }) => body.state === 'applied',
      );
      expect(made?.body.output).toEqual(first?.observed.facts);
    },
  );
});
