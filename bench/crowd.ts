import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { readEstate } from '../sandbox/estate/estate.js';
import type { AdminClient } from '../sandbox/gateway/admin-client.js';
import { estateFile, worldFiles } from '../sandbox/gateway/world-files.js';
import { layout } from '../sandbox/stack/layout.js';
import type { SandboxStatus } from '../sandbox/stack/status.js';

/**
 * Launches so many instances like the one to practise on: with its role and groups, a public address each, and all in
 * the target group of the web tier. Answers their ids once they run. Needs limits that let so many be launched.
 */
export const launchCrowd = async (
  { aws, targets }: SandboxStatus,
  admin: AdminClient,
  size: number,
): Promise<readonly string[]> => {
  const config = { endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials };
  const [ec2, elbv2] = [new EC2(config), new ElasticLoadBalancingV2(config)];
  try {
    const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [targets[0]?.id ?? ''] });
    const model = Reservations[0]?.Instances?.[0];
    const { Instances = [] } = await ec2.runInstances({
      ImageId: model?.ImageId,
      InstanceType: 't3.micro',
      MinCount: size,
      MaxCount: size,
      SubnetId: model?.SubnetId,
      SecurityGroupIds: model?.SecurityGroups?.map(({ GroupId = '' }) => GroupId),
      IamInstanceProfile: { Arn: model?.IamInstanceProfile?.Arn },
    });
    const ids = Instances.map(({ InstanceId = '' }) => InstanceId);
    // Only what runs can be registered; a few minutes on, their agents are up as well.
    await admin.advanceClock(5 * 60_000);
    const TargetGroupArn = readEstate(estateFile(worldFiles(layout().world)))?.targetGroupArn;
    await elbv2.registerTargets({ TargetGroupArn, Targets: ids.map((Id) => ({ Id })) });
    return ids;
  } finally {
    ec2.destroy();
    elbv2.destroy();
  }
};
