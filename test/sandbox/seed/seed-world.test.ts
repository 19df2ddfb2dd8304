import { existsSync, rmSync } from 'node:fs';
import { AutoScalingClient, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, DescribeVolumesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import type { SeededWorld } from '../../../sandbox/seed/seeded-world.js';
import { seedWorld } from '../../../sandbox/seed/seed-world.js';
import { startAws, type SandboxAws } from '../../support/aws.js';

describe('a seeded account', () => {
  let aws: SandboxAws;
  let world: SeededWorld;
  let seconds: number;

  const seed = (): Promise<SeededWorld> =>
    seedWorld({ endpoint: aws.url, credentials: aws.credentials, admin: aws.admin, world: aws.world });

  beforeAll(async () => {
    aws = await startAws();
    const began = performance.now();
    world = await seed();
    seconds = (performance.now() - began) / 1000;
  });
  afterAll(() => aws.stop());

  const target = (name: string): string => world.targets.find((each) => each.name === name)?.id ?? '';

  it('is there within five seconds', () => {
    process.stderr.write(`seeded in ${seconds.toFixed(2)} s\n`);
    expect(seconds).toBeLessThan(5);
  });

  it('has a web server with two interfaces in different groups, two volumes, a profile and a public address', async () => {
    const { Reservations } = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: [target('web-3')] }));
    const instance = Reservations?.[0]?.Instances?.[0];
    const groups = instance?.NetworkInterfaces?.map((each) => each.Groups?.map((group) => group.GroupName).sort());
    expect(groups).toEqual([['ssh', 'web'], ['db']]);
    expect(instance?.PublicIpAddress).toBe(world.publicIp);
    expect(instance?.IamInstanceProfile?.Arn).toContain('instance-profile/web-tier');
    const { Volumes } = await aws.ec2.send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [target('web-3')] }] }),
    );
    expect(Volumes?.map((volume) => volume.Attachments?.[0]?.DeleteOnTermination)).toEqual([true, true]);
  });

  it('has a Windows server and a Spot instance', async () => {
    const ids = [target('files-1'), target('batch-1')];
    const { Reservations = [] } = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
    const byId = new Map(Reservations.flatMap((r) => r.Instances ?? []).map((i) => [i.InstanceId, i]));
    expect(byId.get(target('files-1'))?.Platform?.toLowerCase()).toBe('windows');
    expect(byId.get(target('batch-1'))?.InstanceLifecycle).toBe('spot');
  });

  it('carries traffic: the web server is in an Auto Scaling group and a target group with two others', async () => {
    const scaling = new AutoScalingClient(aws.config);
    const { AutoScalingInstances } = await scaling.send(new DescribeAutoScalingInstancesCommand({}));
    expect(AutoScalingInstances?.map((each) => each.AutoScalingGroupName)).toEqual([
      'web-prod',
      'web-prod',
      'web-prod',
    ]);
    const balancing = new ElasticLoadBalancingV2Client(aws.config);
    const { TargetHealthDescriptions } = await balancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: world.targetGroupArn }),
    );
    expect(TargetHealthDescriptions).toHaveLength(3);
    expect(TargetHealthDescriptions?.map((each) => each.Target?.Id)).toContain(target('web-3'));
  });

  it('has a user whose key leaked', async () => {
    const iam = new IAMClient(aws.config);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: world.leakedKey.userName }));
    expect(AccessKeyMetadata?.map((key) => key.AccessKeyId)).toEqual([world.leakedKey.accessKeyId]);
  });

  it('is not seeded twice', async () => {
    expect(await seed()).toEqual(world);
  });

  it('survives kill -9 of everything with the same ids', async () => {
    await aws.kill();
    aws = await startAws(aws.world);
    const { Reservations } = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: [target('web-3')] }));
    expect(Reservations?.[0]?.Instances?.[0]?.PublicIpAddress).toBe(world.publicIp);
    const scaling = new AutoScalingClient(aws.config);
    const { AutoScalingInstances } = await scaling.send(
      new DescribeAutoScalingInstancesCommand({ InstanceIds: [target('web-3')] }),
    );
    expect(AutoScalingInstances).toHaveLength(1);
  });

  it('begins anew after an interrupted seeding', async () => {
    const marker = worldFiles(aws.world).targets;
    rmSync(marker);
    const again = await seed();
    expect(existsSync(marker)).toBe(true);
    expect(again.vpcId).not.toBe(world.vpcId);
    const { Vpcs } = await aws.ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['false'] }] }),
    );
    expect(Vpcs?.map((vpc) => vpc.VpcId)).toEqual([again.vpcId]);
  });
});
