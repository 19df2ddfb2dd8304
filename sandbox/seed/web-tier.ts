import {
  AttachInstancesCommand,
  CreateAutoScalingGroupCommand,
  type AutoScalingClient,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  RegisterTargetsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Network } from './network.js';
import { present } from './present.js';

/** The Auto Scaling group `web-prod` and the target group `tg-web` behind a load balancer, with `members` in both. */
export async function seedWebTier(
  autoScaling: AutoScalingClient,
  loadBalancing: ElasticLoadBalancingV2Client,
  ec2: EC2Client,
  { network, members }: { readonly network: Network; readonly members: readonly string[] },
): Promise<{ readonly autoScalingGroup: string; readonly targetGroupArn: string }> {
  const { subnets, groups, vpcId } = network;
  const balancer = await loadBalancing.send(
    new CreateLoadBalancerCommand({
      Name: 'web-alb',
      Type: 'application',
      Subnets: [subnets.a, subnets.b],
      SecurityGroups: [groups.web],
    }),
  );
  const made = await loadBalancing.send(
    new CreateTargetGroupCommand({
      Name: 'tg-web',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: vpcId,
      TargetType: 'instance',
    }),
  );
  const targetGroupArn = present(made.TargetGroups?.[0]?.TargetGroupArn);
  await loadBalancing.send(
    new CreateListenerCommand({
      LoadBalancerArn: present(balancer.LoadBalancers?.[0]?.LoadBalancerArn),
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'web-prod',
      LaunchTemplateData: { ImageId: 'ami-0f1eb4ea0000000a1', InstanceType: 't3.medium' },
    }),
  );
  const autoScalingGroup = 'web-prod';
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: autoScalingGroup,
      MinSize: 0,
      MaxSize: 6,
      DesiredCapacity: 0,
      VPCZoneIdentifier: `${subnets.a},${subnets.b}`,
      LaunchTemplate: { LaunchTemplateName: 'web-prod', Version: '$Default' },
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: 300,
    }),
  );
  await autoScaling.send(
    new AttachInstancesCommand({ AutoScalingGroupName: autoScalingGroup, InstanceIds: [...members] }),
  );
  await loadBalancing.send(
    new RegisterTargetsCommand({ TargetGroupArn: targetGroupArn, Targets: members.map((Id) => ({ Id, Port: 8080 })) }),
  );
  return { autoScalingGroup, targetGroupArn };
}
