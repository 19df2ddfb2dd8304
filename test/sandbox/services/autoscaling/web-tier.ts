import type { Activity, AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { autoscaling } from '../../../../sandbox/services/autoscaling/index.js';
import { defaultVpc } from '../../../../sandbox/services/ec2/network/default-vpc.js';
import { ec2 } from '../../../../sandbox/services/ec2/index.js';
import { interfacesOf } from '../../../../sandbox/services/ec2/records.js';
import { elb } from '../../../../sandbox/services/elb/index.js';
import { elbv2 } from '../../../../sandbox/services/elbv2/index.js';
import type { Authorize } from '../../../../sandbox/services/perform.js';
import { openBench, type Bench } from '../harness.js';

export const IMAGE = 'ami-0f1eb4ea0000000a1';

/** A web tier: a load balancer in two zones, a target group, a template and (once made) an Auto Scaling group. */
export type WebTier = Bench & {
  readonly scaling: <T = Record<string, never>>(operation: string, input?: object) => T;
  readonly refusedScaling: (operation: string, input?: object) => string;
  readonly balancing: <T = Record<string, never>>(operation: string, input?: object) => T;
  readonly refusedBalancing: (operation: string, input?: object) => string;
  readonly compute: <T = Record<string, never>>(operation: string, input?: object) => T;
  readonly subnets: readonly string[];
  readonly vpcId: string;
  readonly app: string;
  readonly quarantine: string;
  readonly balancer: string;
  readonly targets: string;
  readonly template: string;
  /** Makes a group `web` and lets it come into service. */
  readonly scale: (input?: object) => void;
  readonly group: () => AutoScalingGroup;
  readonly members: () => readonly Instance[];
  readonly states: () => readonly string[];
  readonly activities: () => readonly Activity[];
  readonly isolate: (instanceId: string) => void;
  readonly health: (instanceId: string) => TargetHealthDescription['TargetHealth'];
  readonly state: (instanceId: string) => string | undefined;
};

/** Opens a world with a web tier that checks every 10 seconds, twice, and drains for 60. */
export const openWebTier = (authorize?: Authorize): WebTier => {
  const bench = openBench([ec2, elbv2, elb, autoscaling], authorize);
  const compute: WebTier['compute'] = (operation, input) => bench.call(ec2, operation, input);
  const balancing: WebTier['balancing'] = (operation, input) => bench.call(elbv2, operation, input);
  const scaling: WebTier['scaling'] = (operation, input) => bench.call(autoscaling, operation, input);

  bench.world.store.transact(() => defaultVpc(bench.place));
  const { Subnets } = compute<{ Subnets: { SubnetId: string; VpcId: string }[] }>('DescribeSubnets');
  const [first, second] = Subnets;
  if (first === undefined || second === undefined) throw new Error('the default VPC has too few subnets');
  const subnets = [first.SubnetId, second.SubnetId];
  const vpcId = first.VpcId;
  const group = (GroupName: string): string =>
    compute<{ GroupId: string }>('CreateSecurityGroup', { GroupName, Description: GroupName, VpcId: vpcId }).GroupId;
  const [front, app, quarantine] = [group('front'), group('app'), group('quarantine')];
  const port = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
  const everyone = [{ CidrIp: '0.0.0.0/0' }];
  compute('AuthorizeSecurityGroupIngress', { GroupId: front, IpPermissions: [{ ...port, IpRanges: everyone }] });
  compute('AuthorizeSecurityGroupIngress', {
    GroupId: app,
    IpPermissions: [{ ...port, UserIdGroupPairs: [{ GroupId: front }] }],
  });
  compute('RevokeSecurityGroupEgress', {
    GroupId: quarantine,
    IpPermissions: [{ IpProtocol: '-1', IpRanges: everyone }],
  });

  const balancer = balancing<{ LoadBalancers: { LoadBalancerArn: string }[] }>('CreateLoadBalancer', {
    Name: 'front',
    Subnets: subnets,
    SecurityGroups: [front],
  }).LoadBalancers[0]?.LoadBalancerArn;
  const targets = balancing<{ TargetGroups: { TargetGroupArn: string }[] }>('CreateTargetGroup', {
    Name: 'web',
    Protocol: 'HTTP',
    Port: 80,
    VpcId: vpcId,
    HealthCheckIntervalSeconds: 10,
    UnhealthyThresholdCount: 2,
    HealthyThresholdCount: 2,
  }).TargetGroups[0]?.TargetGroupArn;
  if (balancer === undefined || targets === undefined) throw new Error('no load balancer');
  balancing('ModifyTargetGroupAttributes', {
    TargetGroupArn: targets,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '60' }],
  });
  balancing('CreateListener', {
    LoadBalancerArn: balancer,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targets }],
  });
  const template = compute<{ LaunchTemplate: { LaunchTemplateId: string } }>('CreateLaunchTemplate', {
    LaunchTemplateName: 'web',
    LaunchTemplateData: { ImageId: IMAGE, InstanceType: 't3.micro', SecurityGroupIds: [app] },
  }).LaunchTemplate.LaunchTemplateId;
  bench.pass(180_000);

  const one = (): AutoScalingGroup => {
    const [found] = scaling<{ AutoScalingGroups: AutoScalingGroup[] }>('DescribeAutoScalingGroups', {
      AutoScalingGroupNames: ['web'],
    }).AutoScalingGroups;
    if (found === undefined) throw new Error('there is no group');
    return found;
  };
  return {
    ...bench,
    scaling,
    refusedScaling: (operation, input) => bench.refusal(autoscaling, operation, input),
    balancing,
    refusedBalancing: (operation, input) => bench.refusal(elbv2, operation, input),
    compute,
    subnets,
    vpcId,
    app,
    quarantine,
    balancer,
    targets,
    template,
    scale: (input = {}) => {
      scaling('CreateAutoScalingGroup', {
        AutoScalingGroupName: 'web',
        LaunchTemplate: { LaunchTemplateId: template },
        MinSize: 1,
        MaxSize: 4,
        DesiredCapacity: 2,
        VPCZoneIdentifier: subnets.join(','),
        TargetGroupARNs: [targets],
        HealthCheckType: 'ELB',
        HealthCheckGracePeriod: 30,
        ...input,
      });
      bench.pass(90_000);
    },
    group: one,
    members: () => one().Instances ?? [],
    states: () => (one().Instances ?? []).map(({ LifecycleState }) => String(LifecycleState)).sort(),
    activities: () =>
      scaling<{ Activities: Activity[] }>('DescribeScalingActivities', { AutoScalingGroupName: 'web' }).Activities,
    isolate: (instanceId) => {
      for (const { id } of interfacesOf(bench.place, instanceId))
        compute('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: id, Groups: [quarantine] });
    },
    health: (instanceId) =>
      balancing<{ TargetHealthDescriptions: TargetHealthDescription[] }>('DescribeTargetHealth', {
        TargetGroupArn: targets,
        Targets: [{ Id: instanceId }],
      }).TargetHealthDescriptions[0]?.TargetHealth,
    state: (instanceId) =>
      compute<{ Reservations: { Instances: { State: { Name: string } }[] }[] }>('DescribeInstances', {
        InstanceIds: [instanceId],
      }).Reservations[0]?.Instances[0]?.State.Name,
  };
};
