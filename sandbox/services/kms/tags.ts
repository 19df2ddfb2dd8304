import type {
  ListResourceTagsRequest,
  ListResourceTagsResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-kms';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { INVALID_MARKER } from './failures.js';
import { managedKey, notPendingDeletion, ownKey } from './lookup.js';
import { onKey, requestTags } from './needs.js';
import { keysIn } from './records.js';

/** The most tags of a key ("Quotas", AWS KMS Developer Guide). */
const MOST = 50;

/** Tags as they are stored; TagException for reserved and repeated keys. */
export const tagsFrom = (tags: readonly Tag[]): Readonly<Record<string, string>> => {
  for (const { TagKey = '' } of tags)
    if (/^aws:/i.test(TagKey)) throw new AwsFailure('TagException', 'Tags beginning with aws: are reserved');
  if (new Set(tags.map(({ TagKey }) => TagKey)).size < tags.length)
    throw new AwsFailure('TagException', 'Duplicate tag keys');
  return Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
};

/** TagResource, UntagResource, ListResourceTags. */
export const tagOperations: Operations = {
  TagResource: operation<TagResourceRequest, object>(
    (call, { KeyId = '', Tags = [] }) => {
      const key = notPendingDeletion(managedKey(call, KeyId, 'kms:TagResource'));
      const tags = { ...key.tags, ...tagsFrom(Tags) };
      if (Object.keys(tags).length > MOST) throw new AwsFailure('LimitExceededException', 'Too many tags');
      keysIn(call).put(key.id, { ...key, tags });
      return {};
    },
    onKey(({ Tags }) => requestTags(Tags)),
  ),

  UntagResource: operation<UntagResourceRequest, object>(
    (call, { KeyId = '', TagKeys = [] }) => {
      const key = notPendingDeletion(managedKey(call, KeyId, 'kms:UntagResource'));
      const kept = Object.entries(key.tags).filter(([name]) => !TagKeys.includes(name));
      keysIn(call).put(key.id, { ...key, tags: Object.fromEntries(kept) });
      return {};
    },
    onKey(({ TagKeys = [] }) => ({ 'aws:TagKeys': TagKeys })),
  ),

  ListResourceTags: operation<ListResourceTagsRequest, ListResourceTagsResponse>(
    (call, { KeyId = '', Limit, Marker }) => {
      const all = Object.entries(ownKey(call, KeyId).tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
      const { items, next } = page(all, { max: Limit, token: Marker, usual: 50, invalid: INVALID_MARKER });
      return { Tags: [...items], Truncated: next !== undefined, ...(next && { NextMarker: next }) };
    },
    onKey(),
  ),
};
