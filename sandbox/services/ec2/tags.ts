import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeTagsRequest,
  DescribeTagsResult,
  Tag,
  TagSpecification,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import type { Table } from '../../world/store.js';
import { filtered, type Tags } from './filters.js';
import { checkTagTarget } from './tag-targets.js';

type TagRow = { readonly type: string; readonly tags: Tags };

const rows = (place: Place): Table<TagRow> => place.world.table('ec2.tags', place);

/** The tags of a resource, by key. */
export const tagsOf = (place: Place, id: string): Tags => rows(place).get(id)?.tags ?? {};

/** The tags of a resource as EC2 shows them. */
export const tagList = (place: Place, id: string): Tag[] =>
  Object.entries(tagsOf(place, id)).map(([Key, Value]) => ({ Key, Value }));

/** The most tags that AWS allows a resource ("Tag restrictions", Amazon EC2 User Guide). */
const MOST = 50;

/** Adds tags to a resource of EC2's type `type` (`instance`, `security-group`), over those of the same key. */
export const putTags = (place: Place, id: string, type: string, tags: readonly Tag[]): void => {
  if (tags.length === 0) return;
  for (const { Key = '' } of tags)
    if (/^aws:/i.test(Key))
      throw new AwsFailure('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for internal use`);
  const merged = { ...tagsOf(place, id), ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])) };
  if (Object.keys(merged).filter((key) => !key.startsWith('aws:')).length > MOST)
    throw new AwsFailure('TagLimitExceeded', `The maximum number of Tags for a resource has been reached.`);
  rows(place).put(id, { type, tags: merged });
};

/** Sets or takes away a tag that AWS itself puts on (`aws:autoscaling:groupName`); no limit counts it. */
export const putSystemTag = (place: Place, id: string, type: string, key: string, value: string | undefined): void => {
  const { [key]: _, ...others } = tagsOf(place, id);
  rows(place).put(id, { type, tags: value === undefined ? others : { ...others, [key]: value } });
};

/** Forgets the tags of a resource that is gone. */
export const dropTags = (place: Place, id: string): void => rows(place).delete(id);

/** Applies what a create call's `TagSpecifications` say for the resource just made, with the permission that takes. */
export const tagNew = (
  call: Call,
  id: string,
  type: string,
  specifications: readonly TagSpecification[] | undefined,
): void => {
  const tags = (specifications ?? []).filter((one) => one.ResourceType === type).flatMap((one) => one.Tags ?? []);
  if (tags.length === 0) return;
  call.require({
    action: 'ec2:CreateTags',
    resources: [arnOf(call, type, id)],
    context: {
      'ec2:CreateAction': call.operation,
      'aws:TagKeys': tags.map(({ Key = '' }) => Key),
      ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
    },
  });
  putTags(call, id, type, tags);
};

/** The ARN of an EC2 resource in the caller's place. Snapshots and images belong to the Region, not to an account. */
export const arnOf = (place: Place, type: string, id: string): string =>
  `arn:aws:ec2:${place.region}:${type === 'snapshot' || type === 'image' ? '' : place.account}:${type}/${id}`;

/** The type that an id says it is of: CreateTags takes ids only. */
const typesByPrefix: Readonly<Record<string, string>> = {
  i: 'instance',
  eni: 'network-interface',
  sg: 'security-group',
  sgr: 'security-group-rule',
  vol: 'volume',
  snap: 'snapshot',
  ami: 'image',
  vpc: 'vpc',
  subnet: 'subnet',
  igw: 'internet-gateway',
  eigw: 'egress-only-internet-gateway',
  nat: 'natgateway',
  rtb: 'route-table',
  acl: 'network-acl',
  eipalloc: 'elastic-ip',
  vpce: 'vpc-endpoint',
  fl: 'vpc-flow-log',
  lt: 'launch-template',
  key: 'key-pair',
  sir: 'spot-instances-request',
};

const typeOf = (id: string): string => {
  const type = typesByPrefix[id.slice(0, id.lastIndexOf('-'))];
  if (type === undefined) throw new AwsFailure('InvalidID', `The ID '${id}' is not valid`);
  return type;
};

const needs =
  (action: string) =>
  (call: Call, { Resources = [] }: { readonly Resources?: readonly string[] | undefined }) => [
    { action, resources: Resources.map((id) => arnOf(call, typeOf(id), id)) },
  ];

/** CreateTags, DeleteTags, DescribeTags. */
export const tagOperations: Operations = {
  CreateTags: operation<CreateTagsRequest, object>((call, { Resources = [], Tags = [] }) => {
    for (const id of Resources) {
      checkTagTarget(call, id);
      putTags(call, id, typeOf(id), Tags);
    }
    return {};
  }, needs('ec2:CreateTags')),

  DeleteTags: operation<DeleteTagsRequest, object>((call, { Resources = [], Tags }) => {
    for (const id of Resources) {
      const kept = Object.entries(tagsOf(call, id)).filter(
        ([key, value]) =>
          key.startsWith('aws:') ||
          (Tags !== undefined && !Tags.some((one) => one.Key === key && (one.Value ?? value) === value)),
      );
      rows(call).put(id, { type: typeOf(id), tags: Object.fromEntries(kept) });
    }
    return {};
  }, needs('ec2:DeleteTags')),

  DescribeTags: operation<DescribeTagsRequest, DescribeTagsResult>((call, { Filters, MaxResults, NextToken }) => {
    const all = rows(call)
      .entries()
      .flatMap(([id, { type, tags }]) => Object.entries(tags).map(([key, value]) => ({ id, type, key, value })));
    const found = filtered(all, Filters, {
      'resource-id': (one) => one.id,
      'resource-type': (one) => one.type,
      key: (one) => one.key,
      value: (one) => one.value,
    });
    const { items, next } = page(found, { max: MaxResults, token: NextToken });
    return {
      Tags: items.map((one) => ({
        ResourceId: one.id,
        ResourceType: one.type as never,
        Key: one.key,
        Value: one.value,
      })),
      ...(next && { NextToken: next }),
    };
  }),
};
