import type {
  AddTagsRequest,
  ListTagsRequest,
  ListTagsResponse,
  RemoveTagsRequest,
  Tag,
} from '@aws-sdk/client-cloudtrail';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { putTrail, trailsOf, type TrailRecord } from './trail-records.js';

/** The most tags that a trail can have. */
const MOST = 50;

/** Tags of a request by key. */
export const tagsFrom = (tags: readonly Tag[] = []): Readonly<Record<string, string>> => {
  if (new Set(tags.map((tag) => tag.Key)).size < tags.length)
    throw new AwsFailure('InvalidTagParameterException', 'Tag keys must be unique.');
  return limited(Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])));
};

/** AddTags, RemoveTags, ListTags; of trails. */
export const tagOperations: Operations = {
  AddTags: operation<AddTagsRequest, object>(
    (call, { ResourceId = '', TagsList }) => {
      const trail = tagged(call, ResourceId);
      putTrail(call, { ...trail, tags: limited({ ...trail.tags, ...tagsFrom(TagsList) }) });
      return {};
    },
    (_call, { ResourceId = '' }: AddTagsRequest) => [{ action: 'cloudtrail:AddTags', resources: [ResourceId] }],
  ),

  RemoveTags: operation<RemoveTagsRequest, object>(
    (call, { ResourceId = '', TagsList = [] }) => {
      const trail = tagged(call, ResourceId);
      const kept = Object.entries(trail.tags).filter(([key]) => !TagsList.some((tag) => tag.Key === key));
      putTrail(call, { ...trail, tags: Object.fromEntries(kept) });
      return {};
    },
    (_call, { ResourceId = '' }: RemoveTagsRequest) => [{ action: 'cloudtrail:RemoveTags', resources: [ResourceId] }],
  ),

  ListTags: operation<ListTagsRequest, ListTagsResponse>(
    (call, { ResourceIdList = [] }) => ({
      ResourceTagList: ResourceIdList.map((arn) => ({
        ResourceId: arn,
        TagsList: Object.entries(tagged(call, arn).tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    }),
    (_call, { ResourceIdList = [] }: ListTagsRequest) => [{ action: 'cloudtrail:ListTags', resources: ResourceIdList }],
  ),
};

const tagged = (place: Place, arn: string): TrailRecord => {
  if (!/^arn:aws:cloudtrail:[a-z0-9-]+:\d{12}:trail\/.+/.test(arn))
    throw new AwsFailure('CloudTrailARNInvalidException', `Invalid trail ARN: ${arn}`);
  const trail = trailsOf(place).find((each) => each.arn === arn);
  if (trail === undefined) throw new AwsFailure('ResourceNotFoundException', `Unknown resource: ${arn}`);
  return trail;
};

const limited = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  if (Object.keys(tags).length > MOST)
    throw new AwsFailure('TagsLimitExceededException', `A trail can have ${MOST} tags at most.`);
  return tags;
};
