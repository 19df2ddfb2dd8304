import type { Instance, NetworkInterface } from '@aws-sdk/client-ec2';
import type { Breakage } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { errorCode, type AwsError } from '../aws/errors.js';

/** What cutting an instance off takes out of service, and the ARNs of what suffers. */
export type BlastRadius = { readonly breakages: readonly Breakage[]; readonly victims: readonly string[] };

const nothing: BlastRadius = { breakages: [], victims: [] };

/** Reads what depends on the instance's network. What cannot be read is said, and never blocks containment. */
export const readBlastRadius = async (
  aws: Aws,
  instance: Instance,
  interfaces: readonly NetworkInterface[],
): Promise<BlastRadius> => {
  const id = instance.InstanceId ?? '';
  const addresses = interfaces.flatMap(
    (one) => one.PrivateIpAddresses?.flatMap((ip) => ip.PrivateIpAddress ?? []) ?? [],
  );
  const parts = await Promise.all([
    orSay('load balancer targets', () => readTargets(aws, id, addresses)),
    orSay('Auto Scaling membership', () => readScaling(aws, id)),
  ]);
  return {
    breakages: [...parts.flatMap((part) => part.breakages), ...publicAddresses(interfaces), ...management(instance)],
    victims: parts.flatMap((part) => part.victims).sort(),
  };
};

const readTargets = async (aws: Aws, id: string, addresses: readonly string[]): Promise<BlastRadius> => {
  const groups = [];
  let marker: string | undefined;
  do {
    const page = await aws.elbv2.describeTargetGroups({ ...(marker && { Marker: marker }) });
    groups.push(...(page.TargetGroups ?? []));
    marker = page.NextMarker;
  } while (marker);
  const parts = await Promise.all(
    groups.map(async ({ TargetGroupArn: arn = '', TargetGroupName: name = '' }): Promise<BlastRadius> => {
      const health = (await aws.elbv2.describeTargetHealth({ TargetGroupArn: arn })).TargetHealthDescriptions ?? [];
      const isOurs = (target: string | undefined): boolean => target === id || addresses.includes(target ?? '');
      if (!health.some((one) => isOurs(one.Target?.Id))) return nothing;
      const others = health.filter((one) => !isOurs(one.Target?.Id));
      const healthy = others.filter((one) => one.TargetHealth?.State === 'healthy').length;
      const message = `${id} serves target group ${name}: ${others.length} other target(s) stay, ${healthy} of them healthy`;
      return {
        breakages: [{ severity: healthy === 0 ? 'danger' : 'warning', message, resources: [arn] }],
        victims: [arn],
      };
    }),
  );
  return { breakages: parts.flatMap((part) => part.breakages), victims: parts.flatMap((part) => part.victims) };
};

const readScaling = async (aws: Aws, id: string): Promise<BlastRadius> => {
  const [membership] =
    (await aws.autoscaling.describeAutoScalingInstances({ InstanceIds: [id] })).AutoScalingInstances ?? [];
  if (!membership?.AutoScalingGroupName) return nothing;
  const name = membership.AutoScalingGroupName;
  const [group] =
    (await aws.autoscaling.describeAutoScalingGroups({ AutoScalingGroupNames: [name] })).AutoScalingGroups ?? [];
  const arn = group?.AutoScalingGroupARN ?? name;
  const message = `${id} is ${membership.LifecycleState} in Auto Scaling group ${name}: once it fails health checks the group terminates it (termination protection does not stop that) and launches a replacement`;
  return { breakages: [{ severity: 'danger', message, resources: [arn] }], victims: [arn] };
};

const publicAddresses = (interfaces: readonly NetworkInterface[]): readonly Breakage[] =>
  interfaces.flatMap((one) =>
    one.Association?.PublicIp
      ? [
          {
            severity: 'warning' as const,
            message: `${one.NetworkInterfaceId} answers no more on public address ${one.Association.PublicIp}; the address stays attached`,
            resources: [one.NetworkInterfaceId ?? ''],
          },
        ]
      : [],
  );

const management = (instance: Instance): readonly Breakage[] => [
  {
    severity: 'info',
    message: `Systems Manager, memory capture and every agent on ${instance.InstanceId} lose their way out`,
    resources: [instance.InstanceId ?? ''],
  },
];

const orSay = async (what: string, read: () => Promise<BlastRadius>): Promise<BlastRadius> => {
  try {
    return await read();
  } catch (error) {
    const message = `${what} could not be read (${errorCode(error as AwsError)}): they may break too`;
    return { breakages: [{ severity: 'warning', message, resources: [] }], victims: [] };
  }
};
