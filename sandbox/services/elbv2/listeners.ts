import type {
  CreateListenerInput,
  CreateListenerOutput,
  DeleteListenerInput,
  DescribeListenersInput,
  DescribeListenersOutput,
  Listener,
  ModifyListenerInput,
  ModifyListenerOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { listenerSettings } from './listener-settings.js';
import { checkedActions, removeListener } from './listener-life.js';
import {
  listenerOf,
  listenersIn,
  loadBalancerOf,
  newArn,
  rulesIn,
  type ListenerRecord,
  type RuleRecord,
} from './records.js';
import { tagNew } from './tags.js';

/** The most listeners of one load balancer ("Quotas for your Application Load Balancers"). */
const MOST = 50;

const defaultRuleOf = (place: Place, listener: string): RuleRecord | undefined =>
  rulesIn(place)
    .all()
    .find((rule) => rule.listener === listener && rule.priority === 'default');

const shown = (place: Place, one: ListenerRecord): Listener => ({
  ListenerArn: one.arn,
  LoadBalancerArn: one.loadBalancer,
  Port: one.port,
  Protocol: one.protocol as never,
  ...(one.certificates.length > 0 && { Certificates: [...one.certificates] }),
  ...(one.sslPolicy !== undefined && { SslPolicy: one.sslPolicy }),
  ...(one.alpnPolicy && { AlpnPolicy: [...one.alpnPolicy] }),
  DefaultActions: [...(defaultRuleOf(place, one.arn)?.actions ?? [])],
});

const needs =
  (action: string) =>
  (_: Call, { ListenerArn = '' }: { readonly ListenerArn: string | undefined }) => [
    { action, resources: [ListenerArn] },
  ];

/** CreateListener, DescribeListeners, ModifyListener, DeleteListener. */
export const listenerOperations: Operations = {
  CreateListener: operation<CreateListenerInput, CreateListenerOutput>(
    (call, input) => {
      const balancer = loadBalancerOf(call, input.LoadBalancerArn);
      const path = balancer.arn.slice(balancer.arn.indexOf('loadbalancer/') + 'loadbalancer/'.length);
      const arn = newArn(call, `listener/${path}`);
      const listener = listenerSettings(call, balancer, input, { arn, loadBalancer: balancer.arn, certificates: [] });
      if (
        listenersIn(call)
          .all()
          .filter((one) => one.loadBalancer === balancer.arn).length >= MOST
      )
        throw new AwsFailure('TooManyListeners', 'The maximum number of listeners has been reached');
      const actions = checkedActions(call, balancer, input.DefaultActions ?? []);
      listenersIn(call).put(arn, listener);
      const rule = newArn(call, arn.slice(arn.indexOf('listener/')).replace('listener/', 'listener-rule/'));
      rulesIn(call).put(rule, { arn: rule, listener: arn, priority: 'default', conditions: [], actions });
      tagNew(call, arn, input.Tags);
      return { Listeners: [shown(call, listener)] };
    },
    (_, { LoadBalancerArn = '' }) => [{ action: 'elasticloadbalancing:CreateListener', resources: [LoadBalancerArn] }],
  ),

  DescribeListeners: operation<DescribeListenersInput, DescribeListenersOutput>((call, input) => {
    const { LoadBalancerArn, ListenerArns, Marker, PageSize } = input;
    if (LoadBalancerArn === undefined && ListenerArns === undefined)
      throw new AwsFailure('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
    if (LoadBalancerArn !== undefined) loadBalancerOf(call, LoadBalancerArn);
    for (const arn of ListenerArns ?? []) listenerOf(call, arn);
    const found = listenersIn(call)
      .all()
      .filter((one) => ListenerArns?.includes(one.arn) ?? one.loadBalancer === LoadBalancerArn);
    const { items, next } = page(found, { max: PageSize, token: Marker, usual: 400 });
    return { Listeners: items.map((one) => shown(call, one)), ...(next && { NextMarker: next }) };
  }),

  ModifyListener: operation<ModifyListenerInput, ModifyListenerOutput>((call, input) => {
    const listener = listenerOf(call, input.ListenerArn);
    const balancer = loadBalancerOf(call, listener.loadBalancer);
    const changed = listenersIn(call).put(listener.arn, listenerSettings(call, balancer, input, listener));
    const rule = defaultRuleOf(call, listener.arn);
    if (input.DefaultActions !== undefined && rule !== undefined)
      rulesIn(call).put(rule.arn, { ...rule, actions: checkedActions(call, balancer, input.DefaultActions) });
    return { Listeners: [shown(call, changed)] };
  }, needs('elasticloadbalancing:ModifyListener')),

  DeleteListener: operation<DeleteListenerInput, object>((call, { ListenerArn }) => {
    removeListener(call, listenerOf(call, ListenerArn).arn);
    return {};
  }, needs('elasticloadbalancing:DeleteListener')),
};
