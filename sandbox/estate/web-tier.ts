import { present } from './answers.js';
import type { Clients } from './clients.js';
import { images, type Ground } from './hosts.js';
import { WEB_ROLE } from './identities/roles.js';

/** The web tier by its ids. */
export type WebTier = { readonly autoScalingGroup: string; readonly targetGroupArn: string };

const NAME = 'web-prod';

/** Makes the load balancer in front of the Auto Scaling group `web-prod`, which begins to launch two instances. */
export const makeWebTier = async ({ ec2, elbv2, autoscaling }: Clients, ground: Ground): Promise<WebTier> => {
  const { subnets, groups, vpcId } = ground;
  const [targetGroupArn, balancerArn] = await Promise.all([
    elbv2
      .createTargetGroup({
        Name: 'tg-web',
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: vpcId,
        TargetType: 'instance',
        HealthCheckPath: '/health',
      })
      .then(({ TargetGroups }) => present(TargetGroups?.[0]?.TargetGroupArn)),
    elbv2
      .createLoadBalancer({
        Name: 'web-alb',
        Type: 'application',
        Scheme: 'internet-facing',
        Subnets: [subnets.publicA, subnets.publicB],
        SecurityGroups: [groups.alb],
      })
      .then(({ LoadBalancers }) => present(LoadBalancers?.[0]?.LoadBalancerArn)),
    ec2.createLaunchTemplate({
      LaunchTemplateName: NAME,
      LaunchTemplateData: {
        ImageId: images.amazonLinux,
        InstanceType: 't3.medium',
        IamInstanceProfile: { Name: WEB_ROLE },
        SecurityGroupIds: [groups.web],
        MetadataOptions: { HttpTokens: 'required' },
        TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: NAME }] }],
      },
    }),
  ]);
  await elbv2.createListener({
    LoadBalancerArn: balancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
  });
  await autoscaling.createAutoScalingGroup({
    AutoScalingGroupName: NAME,
    MinSize: 2,
    DesiredCapacity: 2,
    MaxSize: 6,
    VPCZoneIdentifier: `${subnets.privateA},${subnets.privateB}`,
    LaunchTemplate: { LaunchTemplateName: NAME, Version: '$Default' },
    TargetGroupARNs: [targetGroupArn],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: 300,
    Tags: [
      { Key: 'Name', Value: NAME, PropagateAtLaunch: true },
      { Key: 'env', Value: 'production', PropagateAtLaunch: true },
    ],
  });
  return { autoScalingGroup: NAME, targetGroupArn };
};

/** Takes a running instance into the group, and so into its target group; three are desired then. */
export const joinWebTier = async ({ autoscaling }: Clients, instanceId: string): Promise<void> =>
  void (await autoscaling.attachInstances({ AutoScalingGroupName: NAME, InstanceIds: [instanceId] }));
