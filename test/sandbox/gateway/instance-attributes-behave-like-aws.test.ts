import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DeleteSecurityGroupCommand,
  DescribeInstanceAttributeCommand,
  DescribeNetworkAclsCommand,
  DescribeVolumesCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type ModifyInstanceAttributeCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { makeStage, type Stage } from './stage.js';

describe('instance attributes', () => {
  let aws: SandboxAws;
  let stage: Stage;
  let app: string;
  beforeAll(async () => {
    aws = await startAws();
    await aws.admin.set({ limits: 'off' });
    stage = await makeStage(aws.ec2);
    app = await stage.group('app');
  });
  afterAll(() => aws.stop());

  const launch = async (input = {}): Promise<string> =>
    (await stage.launch({ SecurityGroupIds: [app], ...input })).InstanceId ?? '';
  const modify = (InstanceId: string, change: Omit<ModifyInstanceAttributeCommandInput, 'InstanceId'>) =>
    aws.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, ...change }));
  const attribute = (InstanceId: string, Attribute: 'disableApiTermination' | 'instanceInitiatedShutdownBehavior') =>
    aws.ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }));

  it('sets the shutdown behaviour and leaves the groups alone', async () => {
    const id = await launch({ InstanceInitiatedShutdownBehavior: 'terminate' });
    await modify(id, { InstanceInitiatedShutdownBehavior: { Value: 'stop' } });
    const read = await attribute(id, 'instanceInitiatedShutdownBehavior');
    expect(read.InstanceInitiatedShutdownBehavior?.Value).toBe('stop');
    expect((await stage.describe(id)).SecurityGroups?.map((group) => group.GroupId)).toEqual([app]);
    await expect(modify(id, { InstanceInitiatedShutdownBehavior: { Value: 'explode' } })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('keeps volumes when told to, in both views', async () => {
    const id = await launch({
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, DeleteOnTermination: true } }],
    });
    const flags = async () => {
      const Filters = [{ Name: 'attachment.instance-id', Values: [id] }];
      const { Volumes } = await aws.ec2.send(new DescribeVolumesCommand({ Filters }));
      const { BlockDeviceMappings } = await stage.describe(id);
      return [Volumes?.[0]?.Attachments?.[0]?.DeleteOnTermination, BlockDeviceMappings?.[0]?.Ebs?.DeleteOnTermination];
    };
    expect(await flags()).toEqual([true, true]);
    await modify(id, { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: false } }] });
    expect(await flags()).toEqual([false, false]);
    await expect(
      modify(id, { BlockDeviceMappings: [{ DeviceName: '/dev/none', Ebs: { DeleteOnTermination: false } }] }),
    ).rejects.toMatchObject({ name: 'InvalidInstanceAttributeValue' });
  });

  it('honours termination protection from launch on, until it is taken off', async () => {
    const id = await launch({ DisableApiTermination: true });
    expect((await attribute(id, 'disableApiTermination')).DisableApiTermination?.Value).toBe(true);
    const terminate = new TerminateInstancesCommand({ InstanceIds: [id] });
    await expect(aws.ec2.send(terminate)).rejects.toMatchObject({ name: 'OperationNotPermitted' });
    await modify(id, { DisableApiTermination: { Value: false } });
    await aws.ec2.send(terminate);
    expect((await stage.describe(id)).State?.Name).toBe('shutting-down');
    await aws.admin.advanceClock(600_000);
    expect((await stage.describe(id)).State?.Name).toBe('terminated');
  });

  it('refuses termination protection for Spot instances', async () => {
    const spot = { InstanceMarketOptions: { MarketType: 'spot' } };
    const refused = { name: 'UnsupportedOperation' };
    await expect(launch({ ...spot, DisableApiTermination: true })).rejects.toMatchObject(refused);
    const id = await launch(spot);
    await expect(modify(id, { DisableApiTermination: { Value: true } })).rejects.toMatchObject(refused);
  });

  it('launches as many as may be, and takes their interfaces away with them', async () => {
    const group = await stage.group('short-lived');
    const run = {
      ImageId: 'ami-0f1eb4ea0000000a1',
      InstanceType: 't3.micro' as const,
      MinCount: 1,
      MaxCount: 3,
      SubnetId: stage.subnetId,
    };
    const { Instances = [] } = await aws.ec2.send(new RunInstancesCommand({ ...run, SecurityGroupIds: [group] }));
    expect(Instances).toHaveLength(3);
    const InstanceIds = Instances.map((each) => each.InstanceId ?? '');
    await aws.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    await aws.admin.advanceClock(600_000);
    await aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));
  });

  it('takes one attribute a call', async () => {
    const id = await launch();
    await expect(
      modify(id, { DisableApiTermination: { Value: true }, InstanceInitiatedShutdownBehavior: { Value: 'stop' } }),
    ).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
    await expect(modify(id, {})).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
    await expect(modify('i-0123456789abcdef0', { DisableApiTermination: { Value: true } })).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
  });

  it('keeps the metadata options it is not told to change, and changes none on a dry run', async () => {
    const id = await launch();
    const options = async () => (await stage.describe(id)).MetadataOptions;
    const change = (input: object) =>
      aws.ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, ...input }));
    await change({ HttpTokens: 'required', HttpPutResponseHopLimit: 2 });
    await expect(change({ HttpEndpoint: 'disabled', DryRun: true })).rejects.toMatchObject({ name: 'DryRunOperation' });
    expect(await options()).toMatchObject({ HttpEndpoint: 'enabled' });
    await change({ HttpEndpoint: 'disabled' });
    const expected = { HttpEndpoint: 'disabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2 };
    expect(await options()).toMatchObject(expected);
  });

  it('creates no network ACL entry on a dry run', async () => {
    const made = await aws.ec2.send(new CreateNetworkAclCommand({ VpcId: stage.vpcId }));
    const NetworkAclId = made.NetworkAcl?.NetworkAclId;
    const entries = async () => {
      const command = new DescribeNetworkAclsCommand({ NetworkAclIds: [NetworkAclId ?? ''] });
      return (await aws.ec2.send(command)).NetworkAcls?.[0]?.Entries?.length;
    };
    const before = await entries();
    const entry = { NetworkAclId, RuleNumber: 7, Protocol: '-1', RuleAction: 'deny' as const, Egress: true };
    await expect(
      aws.ec2.send(new CreateNetworkAclEntryCommand({ ...entry, CidrBlock: '0.0.0.0/0', DryRun: true })),
    ).rejects.toMatchObject({ name: 'DryRunOperation' });
    expect(await entries()).toBe(before);
  });
});
