import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../contract/failures.js';
import { accessKeyIdShape, instanceIdPattern, principalShape } from '../contract/names.js';
import type { Json, JsonObject } from '../contract/json.js';
import type { GroupOfTargets, Scope } from '../contract/playbook.js';

const shape = new RegExp(`^(?:arn:aws[a-z-]*:ec2:([a-z0-9-]+):(\\d{12}):instance/)?(${instanceIdPattern})$`);

/** Splits the input `instanceId`; null when a part of it is neither an instance id nor an instance's ARN. */
export const parseInstances = (
  value: Json | undefined,
): readonly { readonly id: string; readonly region: string | null; readonly account: string | null }[] | null => {
  if (typeof value !== 'string') return null;
  const parts = value.split(',').map((part) => shape.exec(part.trim()));
  if (parts.some((part) => part === null)) return null;
  const found = parts.map((part) => ({ id: part?.[3] ?? '', region: part?.[1] ?? null, account: part?.[2] ?? null }));
  return found.filter((one, index) => found.findIndex((other) => other.id === one.id) === index);
};

/** The ARNs of the instances that the input names, each once. Refuses another account's and another Region's. */
export const instanceArns = (value: Json | undefined, { account, region }: Scope): readonly string[] => {
  const instances = parseInstances(value);
  if (!instances)
    throw ApplicationFailure.nonRetryable(
      'instanceId must be one instance id (i- and 8 or 17 hex digits) or its ARN, or several separated by commas.',
      failureTypes.badInput,
    );
  return instances.map((one) => {
    if ((one.account ?? account) !== account || (one.region ?? region) !== region)
      throw ApplicationFailure.nonRetryable(
        `Instance ${one.id} is in account ${one.account}, Region ${one.region}; this Firebreak acts in ${account}, ${region}.`,
        failureTypes.refused,
      );
    return `arn:aws:ec2:${region}:${account}:instance/${one.id}`;
  });
};

const isGroup = (value: Json): value is GroupOfTargets =>
  typeof value === 'object' &&
  value !== null &&
  'arn' in value &&
  typeof value.arn === 'string' &&
  'instanceIds' in value &&
  Array.isArray(value.instanceIds);

/** The Auto Scaling groups that AWS was asked for beside the instances; none where nobody asked. */
export const groupsOfTargets = ({ autoScalingGroups: value = [] }: JsonObject): readonly GroupOfTargets[] =>
  Array.isArray(value) ? value.filter(isGroup) : [];

/** A principal as an input names it. Only a user or a role has a name; who owns an access key is AWS's to say. */
export type Principal =
  | { readonly kind: 'key'; readonly accessKeyId: string }
  | { readonly kind: 'user' | 'role'; readonly name: string; readonly account: string | null };

/** Reads the input `principal`; null when it is neither an access key id nor a user nor a role. */
export const parsePrincipal = (value: Json | undefined): Principal | null => {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (accessKeyIdShape.test(text)) return { kind: 'key', accessKeyId: text };
  const [, account = null, kind, name] = principalShape.exec(text) ?? [];
  return kind === undefined || name === undefined ? null : { kind: kind as 'user' | 'role', name, account };
};
