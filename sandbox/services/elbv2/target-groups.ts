import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  DeleteTargetGroupInput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupInput,
  ModifyTargetGroupOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { vpcsIn } from '../ec2/network/network-records.js';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { watchHealth, unwatchHealth } from './health-watch.js';
import { loadBalancersUsing, targetGroupsOf } from './in-use.js';
import { checkWith } from './check-settings.js';
import {
  checkName,
  loadBalancerOf,
  newArn,
  targetGroupOf,
  targetGroupsIn,
  targetsIn,
  type TargetGroupRecord,
} from './records.js';
import { targetGroupShown } from './target-group-views.js';
import { dropTags, tagNew } from './tags.js';

/** The most target groups per Region ("Quotas for your Application Load Balancers"). */
const MOST = 3000;

const required = <T>(name: string, value: T | undefined): T => {
  if (value === undefined) throw new AwsFailure('ValidationError', `A ${name} must be specified`);
  return value;
};

const isSame = (one: TargetGroupRecord, other: TargetGroupRecord): boolean =>
  JSON.stringify({ ...one, arn: '', attributes: {} }) === JSON.stringify({ ...other, arn: '', attributes: {} });

/** CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, DeleteTargetGroup: instance and ip targets. */
export const targetGroupOperations: Operations = {
  CreateTargetGroup: operation<CreateTargetGroupInput, CreateTargetGroupOutput>(
    (call, input) => {
      const name = input.Name ?? '';
      checkName('Target group', name);
      const type = input.TargetType ?? 'instance';
      if (type !== 'instance' && type !== 'ip') throw unsupportedInSandbox(`${type} target groups are not simulated`);
      const protocol = required('protocol', input.Protocol);
      const isWeb = protocol === 'HTTP' || protocol === 'HTTPS';
      const group: TargetGroupRecord = {
        arn: newArn(call, `targetgroup/${name}`),
        name,
        protocol,
        ...(isWeb && { protocolVersion: input.ProtocolVersion ?? 'HTTP1' }),
        port: required('port', input.Port),
        vpcId: required('VPC ID', input.VpcId),
        type,
        ipAddressType: input.IpAddressType ?? 'ipv4',
        check: checkWith(protocol, input),
        attributes: {},
      };
      if (vpcsIn(call).get(group.vpcId) === undefined)
        throw new AwsFailure('ValidationError', `The VPC ID '${group.vpcId}' is not found`);
      const all = targetGroupsIn(call).all();
      const namesake = all.find((one) => one.name === name);
      if (namesake !== undefined) {
        if (isSame(namesake, group)) return { TargetGroups: [targetGroupShown(call, namesake)] };
        throw new AwsFailure(
          'DuplicateTargetGroupName',
          `A target group with the same name '${name}' exists, but with different settings`,
        );
      }
      if (all.length >= MOST)
        throw new AwsFailure('TooManyTargetGroups', 'The maximum number of target groups has been reached');
      targetGroupsIn(call).put(group.arn, group);
      tagNew(call, group.arn, input.Tags);
      return { TargetGroups: [targetGroupShown(call, group)] };
    },
    (call, { Name }) => [
      {
        action: 'elasticloadbalancing:CreateTargetGroup',
        resources: [`arn:aws:elasticloadbalancing:${call.region}:${call.account}:targetgroup/${Name}/*`],
      },
    ],
  ),

  DescribeTargetGroups: operation<DescribeTargetGroupsInput, DescribeTargetGroupsOutput>((call, input) => {
    const { LoadBalancerArn, TargetGroupArns, Names, Marker, PageSize } = input;
    for (const arn of TargetGroupArns ?? []) targetGroupOf(call, arn);
    const all = targetGroupsIn(call).all();
    if (Names?.some((name) => !all.some((one) => one.name === name)) === true)
      throw new AwsFailure('TargetGroupNotFound', 'One or more target groups not found');
    const ofBalancer =
      LoadBalancerArn === undefined ? undefined : targetGroupsOf(call, loadBalancerOf(call, LoadBalancerArn).arn);
    const found = all.filter(
      (one) =>
        (TargetGroupArns?.includes(one.arn) ?? true) &&
        (Names?.includes(one.name) ?? true) &&
        (ofBalancer?.includes(one.arn) ?? true),
    );
    const { items, next } = page(found, { max: PageSize, token: Marker, usual: 400 });
    return { TargetGroups: items.map((one) => targetGroupShown(call, one)), ...(next && { NextMarker: next }) };
  }),

  ModifyTargetGroup: operation<ModifyTargetGroupInput, ModifyTargetGroupOutput>(
    (call, input) => {
      const group = targetGroupOf(call, input.TargetGroupArn);
      const changed = { ...group, check: checkWith(group.protocol, input, group.check) };
      targetGroupsIn(call).put(group.arn, changed);
      unwatchHealth(call, group.arn);
      watchHealth(call, changed);
      return { TargetGroups: [targetGroupShown(call, changed)] };
    },
    (_, { TargetGroupArn = '' }) => [{ action: 'elasticloadbalancing:ModifyTargetGroup', resources: [TargetGroupArn] }],
  ),

  DeleteTargetGroup: operation<DeleteTargetGroupInput, object>(
    (call, { TargetGroupArn = '' }) => {
      if (loadBalancersUsing(call, TargetGroupArn).length > 0)
        throw new AwsFailure(
          'ResourceInUse',
          `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
        );
      for (const [key, target] of targetsIn(call).entries())
        if (target.group === TargetGroupArn) targetsIn(call).delete(key);
      targetGroupsIn(call).delete(TargetGroupArn);
      unwatchHealth(call, TargetGroupArn);
      dropTags(call, TargetGroupArn);
      return {};
    },
    (_, { TargetGroupArn = '' }) => [{ action: 'elasticloadbalancing:DeleteTargetGroup', resources: [TargetGroupArn] }],
  ),
};
