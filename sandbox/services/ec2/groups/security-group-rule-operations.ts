import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  IpPermission,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { findRule } from '../finders.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { rulesIn, type RuleRecord } from '../network/network-records.js';
import { describeRule, sameTerms } from './security-group-rules.js';
import { duplicate, rulesOf } from './security-group-store.js';
import { askedRules, askedTerms } from './security-group-terms.js';
import { groupNamed } from './security-groups.js';
import { arnOf } from '../tags.js';

const missing = (): AwsFailure =>
  new AwsFailure('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');

const describe = (call: Call, rule: RuleRecord, description: string | undefined): void => {
  const { description: _, ...rest } = rule;
  rulesIn(call).put(rule.id, { ...rest, ...(description !== undefined && description !== '' && { description }) });
};

type Update = UpdateSecurityGroupRuleDescriptionsIngressRequest;

const updateDescriptions =
  (egress: boolean) =>
  (call: Call, input: Update): UpdateSecurityGroupRuleDescriptionsIngressResult => {
    const group = groupNamed(call, input.GroupId, input.GroupName);
    const rules = rulesOf(call, group.id).filter((one) => one.egress === egress);
    for (const { SecurityGroupRuleId, Description } of input.SecurityGroupRuleDescriptions ?? []) {
      const rule = rules.find((one) => one.id === SecurityGroupRuleId);
      if (rule === undefined) throw missing();
      describe(call, rule, Description);
    }
    const permissions: readonly IpPermission[] = input.IpPermissions ?? [];
    for (const asked of permissions.length === 0 ? [] : askedRules(call, group, egress, permissions)) {
      const rule = rules.find((one) => sameTerms(one, asked));
      if (rule === undefined) throw missing();
      describe(call, rule, asked.description);
    }
    return { Return: true };
  };

const needs =
  (action: string) =>
  (call: Call, { GroupId = '*' }: { readonly GroupId?: string | undefined }) => [
    { action, resources: [arnOf(call, 'security-group', GroupId)] },
  ];

/** DescribeSecurityGroupRules, ModifySecurityGroupRules, UpdateSecurityGroupRuleDescriptions of both directions. */
export const securityGroupRuleOperations: Operations = {
  DescribeSecurityGroupRules: operation<DescribeSecurityGroupRulesRequest, DescribeSecurityGroupRulesResult>(
    (call, input) => {
      refusePagedIds(input.SecurityGroupRuleIds, input.MaxResults, 'securityGroupRuleIds');
      const found = listing(
        call,
        {
          rows: rulesIn(call),
          find: findRule,
          readers: { 'group-id': (rule) => rule.groupId, 'security-group-rule-id': (rule) => rule.id },
        },
        { ids: input.SecurityGroupRuleIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
      );
      return { SecurityGroupRules: found.items.map((rule) => describeRule(call, rule)), ...nextOf(found) };
    },
  ),

  ModifySecurityGroupRules: operation<ModifySecurityGroupRulesRequest, ModifySecurityGroupRulesResult>(
    (call, { GroupId, SecurityGroupRules = [] }) => {
      const group = groupNamed(call, GroupId, undefined);
      for (const { SecurityGroupRuleId = '', SecurityGroupRule = {} } of SecurityGroupRules) {
        const rule = findRule(call, SecurityGroupRuleId);
        if (rule.groupId !== group.id)
          throw new AwsFailure(
            'InvalidSecurityGroupRuleId.NotFound',
            `The security group rule ID '${SecurityGroupRuleId}' does not exist`,
          );
        const asked = askedTerms(call, group, rule.egress, SecurityGroupRule);
        if (asked.peer.kind !== rule.peer.kind)
          throw new AwsFailure(
            'InvalidParameterValue',
            `The type of the source or destination of security group rule '${rule.id}' cannot be changed`,
          );
        if (rulesOf(call, group.id).some((one) => one.id !== rule.id && sameTerms(one, asked))) throw duplicate(asked);
        rulesIn(call).put(rule.id, { id: rule.id, groupId: group.id, ...asked });
      }
      return { Return: true };
    },
    (call, { GroupId = '*', SecurityGroupRules = [] }) => [
      {
        action: 'ec2:ModifySecurityGroupRules',
        resources: [
          arnOf(call, 'security-group', GroupId),
          ...SecurityGroupRules.map((one) => arnOf(call, 'security-group-rule', one.SecurityGroupRuleId ?? '*')),
        ],
      },
    ],
  ),

  UpdateSecurityGroupRuleDescriptionsIngress: operation(
    updateDescriptions(false),
    needs('ec2:UpdateSecurityGroupRuleDescriptionsIngress'),
  ),
  UpdateSecurityGroupRuleDescriptionsEgress: operation(
    updateDescriptions(true),
    needs('ec2:UpdateSecurityGroupRuleDescriptionsEgress'),
  ),
};
