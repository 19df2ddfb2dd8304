import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult,
  AuthorizeSecurityGroupIngressRequest,
  IpPermission,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupEgressResult,
  RevokeSecurityGroupIngressRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../../operation.js';
import { findRule } from '../finders.js';
import { vpcsIn, type GroupRecord, type RuleRecord } from '../network/network-records.js';
import { describeRule, permissionsOf, revokedRule, sameTerms } from './security-group-rules.js';
import { addRules, removeRules, rulesOf } from './security-group-store.js';
import { askedRules } from './security-group-terms.js';
import { groupNamed } from './security-groups.js';
import { arnOf, tagNew } from '../tags.js';

type Authorize = AuthorizeSecurityGroupIngressRequest | AuthorizeSecurityGroupEgressRequest;
type Revoke = RevokeSecurityGroupIngressRequest | RevokeSecurityGroupEgressRequest;

const groupOf = (place: Place, input: Authorize | Revoke): GroupRecord =>
  groupNamed(place, input.GroupId, 'GroupName' in input ? input.GroupName : undefined);

/** The permissions of a request, also in the older form that names one rule by single members. */
const permissions = (input: Authorize | Revoke, egress: boolean): readonly IpPermission[] => {
  const { IpPermissions = [], IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName } = input;
  if (IpProtocol === undefined && CidrIp === undefined && SourceSecurityGroupName === undefined) return IpPermissions;
  if (egress || IpPermissions.length > 0)
    throw new AwsFailure('InvalidParameterCombination', 'Use IP permissions to specify the rules of this request.');
  return [
    {
      IpProtocol,
      FromPort,
      ToPort,
      IpRanges: CidrIp === undefined ? [] : [{ CidrIp }],
      UserIdGroupPairs: SourceSecurityGroupName === undefined ? [] : [{ GroupName: SourceSecurityGroupName }],
    },
  ];
};

const authorize =
  (egress: boolean) =>
  (call: Call, input: Authorize): AuthorizeSecurityGroupEgressResult => {
    const group = groupOf(call, input);
    const added = addRules(call, group.id, askedRules(call, group, egress, permissions(input, egress)));
    for (const { id } of added) tagNew(call, id, 'security-group-rule', input.TagSpecifications);
    return { Return: true, SecurityGroupRules: added.map((rule) => describeRule(call, rule)) };
  };

const revoke =
  (egress: boolean) =>
  (call: Call, input: Revoke): RevokeSecurityGroupEgressResult => {
    const group = groupOf(call, input);
    const ids = input.SecurityGroupRuleIds ?? [];
    if (ids.length > 0) {
      const rules = [...new Set(ids)].map((id) => ruleOf(call, group, egress, id));
      removeRules(call, rules);
      return { Return: true, RevokedSecurityGroupRules: rules.map(revokedRule) };
    }
    const before = rulesOf(call, group.id);
    const asked = askedRules(call, group, egress, permissions(input, egress));
    const unknown = asked.filter((rule) => !before.some((one) => sameTerms(one, rule)));
    // RevokeSecurityGroupIngress: only in a default VPC are rules that are not there reported instead of refused.
    if (unknown.length > 0 && !vpcsIn(call).get(group.vpcId)?.isDefault)
      throw new AwsFailure('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
    const gone = before.filter((one) => asked.some((rule) => sameTerms(one, rule)));
    removeRules(call, gone);
    return {
      Return: true,
      RevokedSecurityGroupRules: gone.map(revokedRule),
      ...(unknown.length > 0 && { UnknownIpPermissions: permissionsOf(call, unknown) }),
    };
  };

const ruleOf = (place: Place, group: GroupRecord, egress: boolean, id: string): RuleRecord => {
  const rule = findRule(place, id);
  if (rule.groupId !== group.id || rule.egress !== egress)
    throw new AwsFailure('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
  return rule;
};

const needs =
  (action: string) =>
  (call: Call, { GroupId = '*' }: { readonly GroupId?: string | undefined }) => [
    { action, resources: [arnOf(call, 'security-group', GroupId)] },
  ];

/** Authorize and Revoke, of both directions. */
export const securityGroupPermissionOperations: Operations = {
  AuthorizeSecurityGroupIngress: operation(authorize(false), needs('ec2:AuthorizeSecurityGroupIngress')),
  AuthorizeSecurityGroupEgress: operation(authorize(true), needs('ec2:AuthorizeSecurityGroupEgress')),
  RevokeSecurityGroupIngress: operation(revoke(false), needs('ec2:RevokeSecurityGroupIngress')),
  RevokeSecurityGroupEgress: operation(revoke(true), needs('ec2:RevokeSecurityGroupEgress')),
};
