import {
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { makeStage, type Stage } from './stage.js';

describe('security groups and interfaces', () => {
  let aws: SandboxAws;
  let stage: Stage;
  let app: string;
  let quarantine: string;
  beforeAll(async () => {
    aws = await startAws();
    stage = await makeStage(aws.ec2);
    app = await stage.group('app');
    quarantine = await stage.group('quarantine');
  });
  afterAll(() => aws.stop());

  const wear = (NetworkInterfaceId: string, Groups: string[]) =>
    aws.ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups }));

  it('replaces the groups of an interface made at launch, and every view of them agrees', async () => {
    const launched = await stage.launch({ SecurityGroupIds: [app] });
    const id = launched.InstanceId ?? '';
    const eni = launched.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
    expect(launched.SecurityGroups?.map((group) => group.GroupId)).toEqual([app]);
    await wear(eni, [quarantine]);
    expect(await stage.groupsOf(eni)).toEqual([quarantine]);
    const now = await stage.describe(id);
    expect(now.SecurityGroups?.map((group) => group.GroupId)).toEqual([quarantine]);
    expect(now.NetworkInterfaces?.[0]?.Groups?.map((group) => group.GroupId)).toEqual([quarantine]);
    const filter = { Filters: [{ Name: 'group-id', Values: [quarantine] }], IncludeManagedResources: true };
    const found = await aws.ec2.send(new DescribeNetworkInterfacesCommand(filter));
    expect(found.NetworkInterfaces?.map((each) => each.NetworkInterfaceId)).toEqual([eni]);
    await wear(eni, [app]);
  });

  it('changes the one interface of an instance through the instance', async () => {
    const launched = await stage.launch({ SecurityGroupIds: [app] });
    await aws.ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: launched.InstanceId, Groups: [app, quarantine] }),
    );
    const eni = launched.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
    expect(await stage.groupsOf(eni)).toEqual([app, quarantine]);
    await wear(eni, [app]);
  });

  it('gives an instance launched without groups the default one, in both views', async () => {
    const launched = await stage.launch();
    expect(launched.SecurityGroups?.map((group) => group.GroupName)).toEqual(['default']);
  });

  it('keeps several interfaces apart and refuses to change them through the instance', async () => {
    const interfaces = [await stage.interface([app]), await stage.interface([quarantine])];
    const launched = await stage.launch({
      NetworkInterfaces: interfaces.map((NetworkInterfaceId, DeviceIndex) => ({ NetworkInterfaceId, DeviceIndex })),
    });
    expect(await Promise.all(interfaces.map(stage.groupsOf))).toEqual([[app], [quarantine]]);
    const change = new ModifyInstanceAttributeCommand({ InstanceId: launched.InstanceId, Groups: [quarantine] });
    await expect(aws.ec2.send(change)).rejects.toMatchObject({
      name: 'InvalidInstanceID',
      message: expect.stringContaining('multiple interfaces'),
    });
    expect(await Promise.all(interfaces.map(stage.groupsOf))).toEqual([[app], [quarantine]]);
    await Promise.all(interfaces.map((each) => wear(each, [app])));
  });

  it('does not know groups that do not exist, and invents none', async () => {
    const nowhere = 'sg-0123456789abcdef0';
    const eni = await stage.interface([app]);
    await expect(wear(eni, [nowhere])).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
    await expect(stage.interface([nowhere])).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
    await expect(stage.launch({ SecurityGroupIds: [nowhere] })).rejects.toMatchObject({
      name: 'InvalidGroup.NotFound',
    });
    expect(await stage.groupsOf(eni)).toEqual([app]);
  });

  it('refuses groups of another VPC', async () => {
    const elsewhere = await (await makeStage(aws.ec2, false)).group('elsewhere');
    const eni = await stage.interface([app]);
    await expect(wear(eni, [elsewhere])).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  it('does nothing on a dry run', async () => {
    const eni = await stage.interface([app]);
    const dry = new ModifyNetworkInterfaceAttributeCommand({
      NetworkInterfaceId: eni,
      Groups: [quarantine],
      DryRun: true,
    });
    await expect(aws.ec2.send(dry)).rejects.toMatchObject({ name: 'DryRunOperation' });
    expect(await stage.groupsOf(eni)).toEqual([app]);
  });

  it('refuses to delete a group in use, and deletes it afterwards', async () => {
    const used = await stage.group('used');
    const eni = await stage.interface([used]);
    const remove = new DeleteSecurityGroupCommand({ GroupId: used });
    await expect(aws.ec2.send(remove)).rejects.toMatchObject({ name: 'DependencyViolation' });
    await wear(eni, [app]);
    await aws.ec2.send(remove);
    await expect(aws.ec2.send(remove)).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  it('gives a new group in an IPv6 VPC both default egress rules, revocable by rule id', async () => {
    const group = await stage.group('empty');
    const rules = async () => {
      const Filters = [{ Name: 'group-id', Values: [group] }];
      const { SecurityGroupRules = [] } = await aws.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
      return SecurityGroupRules;
    };
    const before = await rules();
    expect(before.map((rule) => rule.CidrIpv4 ?? rule.CidrIpv6 ?? '').sort()).toEqual(['0.0.0.0/0', '::/0']);
    const SecurityGroupRuleIds = before.map((rule) => rule.SecurityGroupRuleId ?? '');
    await aws.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: group, SecurityGroupRuleIds }));
    expect(await rules()).toEqual([]);
    await expect(
      aws.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: group, SecurityGroupRuleIds })),
    ).rejects.toMatchObject({ name: 'InvalidSecurityGroupRuleId.NotFound' });
  });
});
