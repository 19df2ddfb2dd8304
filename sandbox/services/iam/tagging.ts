import type { ListUserTagsResponse, Tag } from '@aws-sdk/client-iam';
import { operation, type Call, type Need, type Operations } from '../operation.js';
import { keyOf, profileArn, profileNamed, roleNamed, userNamed } from './find.js';
import { needOn, refuseLinked, roleKind, userKind, type NameInput } from './kinds.js';
import { listed, type ListInput } from './listing.js';
import { policyAt } from './managed.js';
import { ownPolicy } from './managed-policies.js';
import { policiesIn, profilesIn, rolesIn, usersIn, type Tags } from './records.js';
import { requestTags, tagged, tagList, untagged } from './tags.js';

type TagInput = NameInput &
  ListInput & {
    readonly PolicyArn?: string | undefined;
    readonly InstanceProfileName?: string | undefined;
    readonly Tags?: readonly Tag[] | undefined;
    readonly TagKeys?: readonly string[] | undefined;
  };

/** Something of IAM's that has tags. */
interface Taggable {
  readonly noun: string;
  readonly tags: (call: Call, input: TagInput) => Tags;
  readonly put: (call: Call, input: TagInput, tags: Tags) => void;
  readonly need: (call: Call, input: TagInput, context: Need['context']) => Need;
}

const taggables: readonly Taggable[] = [
  {
    noun: 'User',
    tags: (call, { UserName }) => userNamed(call, UserName).tags,
    put: (call, { UserName = '' }, tags) => void usersIn(call).update(keyOf(UserName), (row) => ({ ...row, tags })),
    need: (call, input, context) => needOn(userKind, call, input, context),
  },
  {
    noun: 'Role',
    tags: (call, { RoleName }) => roleNamed(call, RoleName).tags,
    put: (call, { RoleName }, tags) => {
      const role = roleNamed(call, RoleName);
      refuseLinked(role);
      rolesIn(call).put(keyOf(role.name), { ...role, tags });
    },
    need: (call, input, context) => needOn(roleKind, call, input, context),
  },
  {
    noun: 'Policy',
    tags: (call, { PolicyArn }) => policyAt(call, PolicyArn).tags,
    put: (call, { PolicyArn }, tags) => {
      const policy = ownPolicy(call, PolicyArn);
      policiesIn(call).put(policy.arn, { ...policy, tags });
    },
    need: (call, { PolicyArn = '' }, context) => ({
      action: `iam:${call.operation}`,
      resources: [PolicyArn],
      ...(context && { context }),
    }),
  },
  {
    noun: 'InstanceProfile',
    tags: (call, { InstanceProfileName }) => profileNamed(call, InstanceProfileName).tags,
    put: (call, { InstanceProfileName = '' }, tags) =>
      void profilesIn(call).update(keyOf(InstanceProfileName), (row) => ({ ...row, tags })),
    need: (call, { InstanceProfileName = '' }, context) => ({
      action: `iam:${call.operation}`,
      resources: [profileArn(call, InstanceProfileName)],
      ...(context && { context }),
    }),
  },
];

const operationsOn = ({ noun, tags, put, need }: Taggable): Operations => ({
  [`Tag${noun}`]: operation<TagInput, object>(
    (call, input) => {
      put(call, input, tagged(tags(call, input), input.Tags));
      return {};
    },
    (call, input) => [need(call, input, requestTags(input.Tags))],
  ),

  [`Untag${noun}`]: operation<TagInput, object>(
    (call, input) => {
      put(call, input, untagged(tags(call, input), input.TagKeys));
      return {};
    },
    (call, input) => [need(call, input, { 'aws:TagKeys': input.TagKeys ?? [] })],
  ),

  [`List${noun}Tags`]: operation<TagInput, ListUserTagsResponse>(
    (call, input) => {
      const { items, rest } = listed(tagList(tags(call, input)), input);
      return { Tags: items, ...rest };
    },
    (call, input) => [need(call, input, {})],
  ),
});

/** Tag, Untag and List…Tags of users, roles, policies and instance profiles. */
export const taggingOperations: Operations = Object.assign({}, ...taggables.map(operationsOn)) as Operations;
