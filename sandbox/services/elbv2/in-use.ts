import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Place } from '../operation.js';
import { listenersIn, loadBalancersIn, rulesIn, type LoadBalancerRecord } from './records.js';

/** The target groups that an action forwards to. */
export const forwardedTo = (actions: readonly Action[]): readonly string[] => [
  ...new Set(
    actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
      ...(TargetGroupArn === undefined ? [] : [TargetGroupArn]),
      ...(ForwardConfig?.TargetGroups ?? []).flatMap((one) => one.TargetGroupArn ?? []),
    ]),
  ),
];

/** The load balancers that send something to a target group, through any rule of any listener. */
export const loadBalancersUsing = (place: Place, targetGroup: string): readonly LoadBalancerRecord[] => {
  const listeners = new Set(
    rulesIn(place)
      .all()
      .filter((rule) => forwardedTo(rule.actions).includes(targetGroup))
      .map((rule) => rule.listener),
  );
  const arns = new Set(
    listenersIn(place)
      .all()
      .filter((listener) => listeners.has(listener.arn))
      .map((listener) => listener.loadBalancer),
  );
  return loadBalancersIn(place)
    .all()
    .filter((one) => arns.has(one.arn));
};

/** The target groups that a load balancer sends something to. */
export const targetGroupsOf = (place: Place, loadBalancer: string): readonly string[] => {
  const listeners = new Set(
    listenersIn(place)
      .all()
      .filter((one) => one.loadBalancer === loadBalancer)
      .map((one) => one.arn),
  );
  return [
    ...new Set(
      rulesIn(place)
        .all()
        .filter((rule) => listeners.has(rule.listener))
        .flatMap((rule) => forwardedTo(rule.actions)),
    ),
  ];
};
