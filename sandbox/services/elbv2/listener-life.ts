import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, type Place } from '../operation.js';
import { forwardedTo, loadBalancersUsing } from './in-use.js';
import { listenersIn, rulesIn, targetGroupOf, type LoadBalancerRecord } from './records.js';
import { dropTags } from './tags.js';

/** Deletes a listener and its rules. */
export const removeListener = (place: Place, arn: string): void => {
  for (const rule of rulesIn(place).all())
    if (rule.listener === arn) {
      rulesIn(place).delete(rule.arn);
      dropTags(place, rule.arn);
    }
  listenersIn(place).delete(arn);
  dropTags(place, arn);
};

const WEB = ['HTTP', 'HTTPS'];

/**
 * Actions that a listener of `balancer` may have, as they are kept. Errors: `TargetGroupNotFound`,
 * `IncompatibleProtocols`, `TargetGroupAssociationLimit` (a group serves one load balancer only).
 */
export const checkedActions = (
  place: Place,
  balancer: LoadBalancerRecord,
  actions: readonly Action[],
): readonly Action[] => {
  for (const arn of forwardedTo(actions)) {
    const group = targetGroupOf(place, arn);
    if (WEB.includes(group.protocol) !== (balancer.type === 'application'))
      throw new AwsFailure(
        'IncompatibleProtocols',
        `The protocol '${group.protocol}' of target group '${arn}' is not supported by the load balancer`,
      );
    if (group.vpcId !== balancer.vpcId)
      throw new AwsFailure(
        'InvalidConfigurationRequest',
        `The target group '${arn}' and the load balancer must be in the same VPC`,
      );
    if (loadBalancersUsing(place, arn).some((one) => one.arn !== balancer.arn))
      throw new AwsFailure(
        'TargetGroupAssociationLimit',
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      );
  }
  const supported = balancer.type === 'network' ? ['forward'] : ['forward', 'redirect', 'fixed-response'];
  for (const { Type = 'forward' } of actions)
    if (!supported.includes(Type)) throw unsupportedInSandbox(`actions of type ${Type} are not simulated here`);
  return actions.map(withBothForms);
};

// AWS shows the target group of a plain forward in both places.
const withBothForms = (action: Action): Action => {
  const plain = JSON.parse(JSON.stringify(action)) as Action;
  const groups = plain.ForwardConfig?.TargetGroups ?? [];
  if (plain.Type !== 'forward') return plain;
  if (plain.TargetGroupArn !== undefined && groups.length === 0)
    return {
      ...plain,
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn: plain.TargetGroupArn, Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    };
  const [only, ...others] = groups;
  return only?.TargetGroupArn !== undefined && others.length === 0
    ? { ...plain, TargetGroupArn: only.TargetGroupArn }
    : plain;
};
