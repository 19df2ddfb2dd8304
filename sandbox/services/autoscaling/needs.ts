import type { Call, Need } from '../operation.js';
import { groupsIn, type GroupRecord } from './records.js';

/** The permission that an operation takes on a group, under its ARN ("Actions … for Amazon EC2 Auto Scaling"). */
export const needOn = (call: Call, action: string, name: string): Need => {
  const group = groupsIn(call).get(name);
  const resource =
    group?.arn ?? `arn:aws:autoscaling:${call.region}:${call.account}:autoScalingGroup:*:autoScalingGroupName/${name}`;
  return { action: `autoscaling:${action}`, resources: [resource], ...(group && { context: tagContext(group) }) };
};

/** `needs` of an operation whose input names the group. */
export const needsOfGroup =
  (action: string) =>
  (call: Call, { AutoScalingGroupName = '' }: { readonly AutoScalingGroupName?: string | undefined }) => [
    needOn(call, action, AutoScalingGroupName),
  ];

const tagContext = ({ tags }: GroupRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`autoscaling:ResourceTag/${key}`, value],
    ]),
  );
