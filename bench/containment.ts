import { randomBytes } from 'node:crypto';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { configuration, openSession, type OpenSession } from '../cli/session/open-session.js';
import { untilRecorded, waitingApproval } from '../cli/session/waiting.js';
import { adminClient } from '../sandbox/gateway/admin-client.js';
import { adminToken } from '../sandbox/gateway/credentials.js';
import { worldFiles } from '../sandbox/gateway/world-files.js';
import { layout } from '../sandbox/stack/layout.js';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import type { RunView } from '../workflows/contract/views.js';
import { print, printRatio, summary } from './report.js';

const rounds = 10;

/**
 * From a person's signature to isolation read back, against the same changes as bare SDK calls in sequence, alternating
 * in one run on the same instance. Both end when AWS reads the quarantine group back on every interface.
 */
export const benchContainment = async (status: SandboxStatus): Promise<void> => {
  const session = await openSession(configuration(layout().config));
  const admin = adminClient(status.aws.endpoint, adminToken(worldFiles(layout().world).adminToken));
  await admin.set({ limits: 'off' });
  const ec2 = new EC2({
    endpoint: status.aws.endpoint,
    region: status.aws.region,
    credentials: status.aws.credentials,
  });
  const target = status.targets[0]?.id ?? '';
  await makeRoom(status, target);
  const [ours, bare, toApply]: [number[], number[], number[]] = [[], [], []];
  try {
    // One of each before counting: first calls load code.
    for (let round = -1; round < rounds; round += 1) {
      const bareMs = await bareContainment(ec2, target);
      // AWS takes one snapshot of a volume in 15 s (SnapshotCreationPerVolumeRateExceeded): ours would wait for the bare one.
      await admin.advanceClock(60_000);
      const { isolated, applying } = await containment(session, admin.advanceClock, target);
      if (round < 0) continue;
      bare.push(bareMs);
      ours.push(isolated);
      toApply.push(applying);
    }
  } finally {
    ec2.destroy();
    await session.close();
  }
  print('bare SDK calls in sequence', bare, 'ms');
  print('approval → isolation read back', ours, 'ms');
  print('approval → first step begins', toApply, 'ms');
  printRatio('difference of the medians', summary(ours).median - summary(bare).median, 'ms', '≤ 500 ms');
};

/** Each time that the host comes back, its Auto Scaling group has one more: the one that took its place stays. */
const makeRoom = async ({ aws }: SandboxStatus, instanceId: string): Promise<void> => {
  const autoscaling = new AutoScaling({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
  const { AutoScalingInstances } = await autoscaling.describeAutoScalingInstances({ InstanceIds: [instanceId] });
  const AutoScalingGroupName = AutoScalingInstances?.[0]?.AutoScalingGroupName;
  await autoscaling.updateAutoScalingGroup({ AutoScalingGroupName, MaxSize: 10 * rounds });
  autoscaling.destroy();
};

const containment = async (
  { as, reading }: OpenSession,
  advanceClock: (ms: number) => Promise<unknown>,
  instanceId: string,
): Promise<{ readonly isolated: number; readonly applying: number }> => {
  const asker = as('responder');
  const signer = as('ir-lead');
  const { id } = await asker.launch({
    playbook: 'contain-instance',
    input: { instanceId },
    severity: 'P1',
    title: 'bench',
    reason: 'bench',
  });
  const signPlan = async (): Promise<void> => {
    const plan = waitingApproval(await reading.run(id))?.plan;
    if (!plan) throw new Error(`${id} does not wait.`);
    await signer.approve(id, plan, 'bench');
  };
  const step = (view: RunView, name: string) =>
    view.stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps)).find((one) => one.action === name);
  const started = Date.now();
  await signPlan();
  const isolated = await untilRecorded(reading, async () => {
    const found = step(await reading.run(id), 'isolateInstance');
    return found?.state === 'verified' ? found : null;
  });
  const first = step(await reading.run(id), 'protectInstance');
  await advanceClock(60_000);
  await untilRecorded(reading, async () => ((await reading.run(id)).endedAt ? true : null));
  // Its load balancers drain its connections on its way into Standby; before that nothing takes it out again.
  await advanceClock(10 * 60_000);
  await asker.release(id, [], 'bench');
  await signPlan();
  await untilRecorded(reading, async () => ((await reading.run(id)).state === 'released' ? true : null));
  return {
    isolated: Date.parse(isolated.endedAt ?? '') - started,
    applying: Date.parse(first?.startedAt ?? '') - started,
  };
};

/** What a script without plan, signature, ledger and recovery would call; then it puts everything back, uncounted. */
const bareContainment = async (ec2: EC2, instanceId: string): Promise<number> => {
  const started = performance.now();
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [instanceId] });
  const instance = Reservations?.[0]?.Instances?.[0];
  const filter = { Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }] };
  const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces(filter);
  await ec2.modifyInstanceAttribute({ InstanceId: instanceId, DisableApiTermination: { Value: true } });
  await ec2.modifyInstanceAttribute({ InstanceId: instanceId, InstanceInitiatedShutdownBehavior: { Value: 'stop' } });
  const devices = (instance?.BlockDeviceMappings ?? []).map((one) => one.DeviceName);
  const keep = (DeleteOnTermination: boolean) =>
    devices.map((DeviceName) =>
      ec2.modifyInstanceAttribute({
        InstanceId: instanceId,
        BlockDeviceMappings: [{ DeviceName, Ebs: { DeleteOnTermination } }],
      }),
    );
  for (const call of keep(false)) await call;
  await ec2.createSnapshots({ InstanceSpecification: { InstanceId: instanceId } });
  const name = `x${randomBytes(8).toString('hex')}`;
  const { GroupId = '' } = await ec2.createSecurityGroup({
    GroupName: name,
    Description: name,
    VpcId: instance?.VpcId,
  });
  const rules = () => ec2.describeSecurityGroupRules({ Filters: [{ Name: 'group-id', Values: [GroupId] }] });
  const { SecurityGroupRules = [] } = await rules();
  await ec2.revokeSecurityGroupEgress({
    GroupId,
    SecurityGroupRuleIds: SecurityGroupRules.map((one) => one.SecurityGroupRuleId ?? ''),
  });
  await rules();
  for (const { NetworkInterfaceId } of NetworkInterfaces)
    await ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [GroupId] });
  await ec2.describeNetworkInterfaces(filter);
  await rules();
  const elapsed = performance.now() - started;
  for (const { NetworkInterfaceId, Groups = [] } of NetworkInterfaces)
    await ec2.modifyNetworkInterfaceAttribute({
      NetworkInterfaceId,
      Groups: Groups.flatMap((one) => one.GroupId ?? []),
    });
  await ec2.deleteSecurityGroup({ GroupId });
  await Promise.all(keep(true));
  await ec2.modifyInstanceAttribute({ InstanceId: instanceId, DisableApiTermination: { Value: false } });
  return elapsed;
};
