import type {
  CreateRuleInput,
  CreateRuleOutput,
  DeleteRuleInput,
  DescribeRulesInput,
  DescribeRulesOutput,
  ModifyRuleInput,
  ModifyRuleOutput,
  Rule,
  RuleCondition,
  SetRulePrioritiesInput,
  SetRulePrioritiesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { checkedActions } from './listener-life.js';
import { listenerOf, loadBalancerOf, newArn, ruleOf, rulesIn, type RuleRecord } from './records.js';
import { dropTags, tagNew } from './tags.js';

/** The most rules of one load balancer, default rules not counted ("Quotas for your Application Load Balancers"). */
const MOST = 100;

const shown = (rule: RuleRecord): Rule => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: [...rule.conditions],
  Actions: [...rule.actions],
  IsDefault: rule.priority === 'default',
});

const rulesOf = (place: Place, listener: string): readonly RuleRecord[] =>
  rulesIn(place)
    .all()
    .filter((rule) => rule.listener === listener)
    .sort((a, b) => rank(a) - rank(b));

const rank = ({ priority }: RuleRecord): number => (priority === 'default' ? Number.MAX_SAFE_INTEGER : priority);

const kept = (conditions: readonly RuleCondition[]): readonly RuleCondition[] =>
  JSON.parse(JSON.stringify(conditions)) as readonly RuleCondition[];

const changeable = (rule: RuleRecord): RuleRecord => {
  if (rule.priority === 'default')
    throw new AwsFailure('OperationNotPermitted', `Default rule '${rule.arn}' cannot be modified or deleted`);
  return rule;
};

const needs =
  (action: string) =>
  (_: Call, { RuleArn = '' }: { readonly RuleArn: string | undefined }) => [{ action, resources: [RuleArn] }];

/** CreateRule, DescribeRules, ModifyRule, SetRulePriorities, DeleteRule. Conditions are kept, not played. */
export const ruleOperations: Operations = {
  CreateRule: operation<CreateRuleInput, CreateRuleOutput>(
    (call, { ListenerArn, Conditions = [], Priority, Actions = [], Tags }) => {
      const listener = listenerOf(call, ListenerArn);
      const others = rulesOf(call, listener.arn);
      if (others.some((rule) => rule.priority === Priority))
        throw new AwsFailure('PriorityInUse', `Priority '${Priority}' is currently in use`);
      if (others.length > MOST) throw new AwsFailure('TooManyRules', 'The maximum number of rules has been reached');
      const arn = newArn(
        call,
        listener.arn.slice(listener.arn.indexOf('listener/')).replace('listener', 'listener-rule'),
      );
      const rule: RuleRecord = {
        arn,
        listener: listener.arn,
        priority: Number(Priority),
        conditions: kept(Conditions),
        actions: checkedActions(call, loadBalancerOf(call, listener.loadBalancer), Actions),
      };
      rulesIn(call).put(arn, rule);
      tagNew(call, arn, Tags);
      return { Rules: [shown(rule)] };
    },
    (_, { ListenerArn = '' }) => [{ action: 'elasticloadbalancing:CreateRule', resources: [ListenerArn] }],
  ),

  DescribeRules: operation<DescribeRulesInput, DescribeRulesOutput>(
    (call, { ListenerArn, RuleArns, Marker, PageSize }) => {
      if ((ListenerArn === undefined) === (RuleArns === undefined))
        throw new AwsFailure('ValidationError', 'You must specify either listener rule ARNs or a listener ARN');
      const found = RuleArns?.map((arn) => ruleOf(call, arn)) ?? rulesOf(call, listenerOf(call, ListenerArn).arn);
      const { items, next } = page(found, { max: PageSize, token: Marker, usual: 400 });
      return { Rules: items.map(shown), ...(next && { NextMarker: next }) };
    },
  ),

  ModifyRule: operation<ModifyRuleInput, ModifyRuleOutput>((call, { RuleArn, Conditions, Actions }) => {
    const rule = changeable(ruleOf(call, RuleArn));
    if (Conditions === undefined && Actions === undefined)
      throw new AwsFailure('ValidationError', 'Either conditions or actions must be specified');
    const balancer = loadBalancerOf(call, listenerOf(call, rule.listener).loadBalancer);
    const changed = rulesIn(call).put(rule.arn, {
      ...rule,
      ...(Conditions && { conditions: kept(Conditions) }),
      ...(Actions && { actions: checkedActions(call, balancer, Actions) }),
    });
    return { Rules: [shown(changed)] };
  }, needs('elasticloadbalancing:ModifyRule')),

  SetRulePriorities: operation<SetRulePrioritiesInput, SetRulePrioritiesOutput>(
    (call, { RulePriorities = [] }) => {
      const rules = RulePriorities.map(({ RuleArn, Priority = 0 }) => {
        const rule = changeable(ruleOf(call, RuleArn));
        return rulesIn(call).put(rule.arn, { ...rule, priority: Priority });
      });
      for (const { listener, priority, arn } of rules)
        if (rulesOf(call, listener).some((one) => one.priority === priority && one.arn !== arn))
          throw new AwsFailure('PriorityInUse', `Priority '${priority}' is currently in use`);
      return { Rules: rules.map(shown) };
    },
    (_, { RulePriorities = [] }) => [
      {
        action: 'elasticloadbalancing:SetRulePriorities',
        resources: RulePriorities.flatMap(({ RuleArn }) => RuleArn ?? []),
      },
    ],
  ),

  DeleteRule: operation<DeleteRuleInput, object>((call, { RuleArn }) => {
    const { arn } = changeable(ruleOf(call, RuleArn));
    rulesIn(call).delete(arn);
    dropTags(call, arn);
    return {};
  }, needs('elasticloadbalancing:DeleteRule')),
};
