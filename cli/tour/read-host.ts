import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSM } from '@aws-sdk/client-ssm';
import type { SandboxStatus } from '../../sandbox/stack/status.js';

/** What AWS shows of an instance, in words: one text for each thing that containment changes. */
export type HostReading = {
  /** By network interface. */
  readonly groups: Readonly<Record<string, string>>;
  readonly address: string;
  readonly scaling: string;
  readonly targets: string;
  readonly sessions: string;
  readonly profile: string;
  readonly metadata: string;
};

/** Reads AWS directly, past the worker: the tour does not take Firebreak's own word for what holds. */
export const readHost = async ({ aws }: SandboxStatus, instanceId: string): Promise<HostReading> => {
  const settings = { endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials };
  const [ec2, autoscaling, elbv2, ssm] = [
    new EC2(settings),
    new AutoScaling(settings),
    new ElasticLoadBalancingV2(settings),
    new SSM(settings),
  ];
  try {
    const [host, interfaces, membership, targets, sessions] = await Promise.all([
      ec2.describeInstances({ InstanceIds: [instanceId] }),
      ec2.describeNetworkInterfaces({ Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }] }),
      autoscaling.describeAutoScalingInstances({ InstanceIds: [instanceId] }),
      targetStates(elbv2, instanceId),
      ssm.describeSessions({ State: 'Active', Filters: [{ key: 'Target', value: instanceId }] }),
    ]);
    const instance = host.Reservations?.[0]?.Instances?.[0];
    const [member] = membership.AutoScalingInstances ?? [];
    const attached = interfaces.NetworkInterfaces ?? [];
    return {
      groups: Object.fromEntries(
        attached
          .map(({ NetworkInterfaceId, Groups = [] }) => [
            NetworkInterfaceId ?? '',
            Groups.map(({ GroupName }) => GroupName ?? '')
              .sort((a, b) => a.localeCompare(b))
              .join(', '),
          ])
          .sort(([one = ''], [other = '']) => one.localeCompare(other)),
      ),
      address: attached.flatMap(({ Association }) => Association?.PublicIp ?? []).join(', ') || 'none',
      scaling: member ? `${member.LifecycleState} in ${member.AutoScalingGroupName}` : 'in no group',
      targets,
      sessions: `${sessions.Sessions?.length ?? 0} open`,
      profile: instance?.IamInstanceProfile?.Arn?.split('/').at(-1) ?? 'none',
      metadata: instance?.MetadataOptions?.HttpEndpoint ?? 'unknown',
    };
  } finally {
    for (const client of [ec2, autoscaling, elbv2, ssm]) client.destroy();
  }
};

const targetStates = async (elbv2: ElasticLoadBalancingV2, instanceId: string): Promise<string> => {
  const { TargetGroups = [] } = await elbv2.describeTargetGroups({});
  const states = await Promise.all(
    TargetGroups.map(async ({ TargetGroupArn, TargetGroupName }) => {
      const { TargetHealthDescriptions = [] } = await elbv2.describeTargetHealth({ TargetGroupArn });
      return TargetHealthDescriptions.filter(({ Target }) => Target?.Id === instanceId).map(
        ({ TargetHealth }) => `${TargetHealth?.State} in ${TargetGroupName}`,
      );
    }),
  );
  return states.flat().join(', ') || 'not registered';
};

/** A reading in lines; with an earlier one, what stands as it did is said so. */
export const hostLines = (now: HostReading, before?: HostReading): readonly string[] => {
  const line = (label: string, text: string, earlier: string | undefined): string =>
    `${label.padEnd(24)}${text}${earlier === text ? '  (as before)' : ''}`;
  const labels: readonly (readonly [Exclude<keyof HostReading, 'groups'>, string])[] = [
    ['address', 'public address'],
    ['scaling', 'Auto Scaling'],
    ['targets', 'load balancing'],
    ['sessions', 'Session Manager'],
    ['profile', 'instance profile'],
    ['metadata', 'metadata service (IMDS)'],
  ];
  return [
    ...Object.entries(now.groups).map(([id, groups]) => line(id, groups, before?.groups[id])),
    ...labels.map(([name, label]) => line(label, now[name], before?.[name])),
  ];
};
