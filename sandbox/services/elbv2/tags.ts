import type {
  AddTagsInput,
  DescribeTagsInput,
  DescribeTagsOutput,
  RemoveTagsInput,
  Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Table } from '../../world/store.js';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { listenerOf, loadBalancerOf, ruleOf, targetGroupOf } from './records.js';

type TagRow = { readonly tags: Readonly<Record<string, string>> };

const rows = (place: Place): Table<TagRow> => place.world.table('elbv2.tags', place);

/** The most tags on one resource ("Tags for your Application Load Balancers"). */
const MOST = 50;

/** Adds tags to a resource, over those of the same key. */
const putTags = (place: Place, arn: string, tags: readonly Tag[] | undefined): void => {
  if (tags === undefined || tags.length === 0) return;
  const keys = tags.map(({ Key = '' }) => Key);
  const [repeated] = keys.filter((key, at) => keys.indexOf(key) !== at);
  if (repeated !== undefined)
    throw new AwsFailure('DuplicateTagKeys', `Tag key was specified more than once: ${repeated}`);
  if (keys.some((key) => /^aws:/i.test(key)))
    throw new AwsFailure('ValidationError', `Tag keys starting with 'aws:' are reserved for system use`);
  const merged = {
    ...rows(place).get(arn)?.tags,
    ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  };
  if (Object.keys(merged).length > MOST)
    throw new AwsFailure('TooManyTags', `The maximum number of tags (${MOST}) on a resource has been reached`);
  rows(place).put(arn, { tags: merged });
};

/** Tags a resource just made, with the permission that takes. */
export const tagNew = (call: Call, arn: string, tags: readonly Tag[] | undefined): void => {
  if (tags === undefined || tags.length === 0) return;
  call.require({
    action: 'elasticloadbalancing:AddTags',
    resources: [arn],
    context: { 'elasticloadbalancing:CreateAction': call.operation },
  });
  putTags(call, arn, tags);
};

/** Forgets the tags of a resource that is gone. */
export const dropTags = (place: Place, arn: string): void => rows(place).delete(arn);

const checkExists = (place: Place, arn: string): void => {
  if (arn.includes(':loadbalancer/')) loadBalancerOf(place, arn);
  else if (arn.includes(':targetgroup/')) targetGroupOf(place, arn);
  else if (arn.includes(':listener/')) listenerOf(place, arn);
  else if (arn.includes(':listener-rule/')) ruleOf(place, arn);
  else throw new AwsFailure('ValidationError', `'${arn}' is not a valid load balancer ARN`);
};

const needs =
  (action: string) =>
  (_: Call, { ResourceArns = [] }: { readonly ResourceArns?: readonly string[] | undefined }) => [
    { action, resources: ResourceArns },
  ];

/** AddTags, RemoveTags, DescribeTags. */
export const tagOperations: Operations = {
  AddTags: operation<AddTagsInput, object>((call, { ResourceArns = [], Tags }) => {
    for (const arn of ResourceArns) {
      checkExists(call, arn);
      putTags(call, arn, Tags);
    }
    return {};
  }, needs('elasticloadbalancing:AddTags')),

  RemoveTags: operation<RemoveTagsInput, object>((call, { ResourceArns = [], TagKeys = [] }) => {
    for (const arn of ResourceArns) {
      checkExists(call, arn);
      const kept = Object.entries(rows(call).get(arn)?.tags ?? {}).filter(([key]) => !TagKeys.includes(key));
      rows(call).put(arn, { tags: Object.fromEntries(kept) });
    }
    return {};
  }, needs('elasticloadbalancing:RemoveTags')),

  DescribeTags: operation<DescribeTagsInput, DescribeTagsOutput>((call, { ResourceArns = [] }) => ({
    TagDescriptions: ResourceArns.map((ResourceArn) => {
      checkExists(call, ResourceArn);
      const tags = rows(call).get(ResourceArn)?.tags ?? {};
      return { ResourceArn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    }),
  })),
};
