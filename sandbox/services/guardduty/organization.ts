import type {
  GetAdministratorAccountRequest,
  ListInvitationsRequest,
  ListInvitationsResponse,
  ListMembersRequest,
  ListMembersResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-guardduty';
import { operation, type Operations, type Place } from '../operation.js';
import { detectorArn, detectorOf, onDetector } from './detectors.js';
import { badRequest } from './failures.js';
import { detectorsIn, type DetectorRecord } from './records.js';

/** An account that stands alone: no members, no administrator, no invitations. */
export const memberOperations: Operations = {
  ListMembers: operation<ListMembersRequest, ListMembersResponse>((call, { DetectorId }) => {
    detectorOf(call, DetectorId);
    return { Members: [] };
  }, onDetector('ListMembers')),

  GetAdministratorAccount: operation<GetAdministratorAccountRequest, object>((call, { DetectorId }) => {
    detectorOf(call, DetectorId);
    return { Administrator: {} };
  }, onDetector('GetAdministratorAccount')),

  ListInvitations: operation<ListInvitationsRequest, ListInvitationsResponse>(() => ({ Invitations: [] })),
};

/** ListTagsForResource, TagResource, UntagResource; of detectors. */
export const tagOperations: Operations = {
  ListTagsForResource: operation<ListTagsForResourceRequest, ListTagsForResourceResponse>(
    (call, { ResourceArn }) => ({ Tags: { ...tagged(call, ResourceArn).tags } }),
    onResource('ListTagsForResource'),
  ),

  TagResource: operation<TagResourceRequest, object>((call, { ResourceArn, Tags = {} }) => {
    const detector = tagged(call, ResourceArn);
    const tags = { ...detector.tags, ...Tags };
    if (Object.keys(tags).length > 50)
      throw badRequest('The request is rejected because a resource has 50 tags at most.');
    detectorsIn(call).put(detector.id, { ...detector, tags });
    return {};
  }, onResource('TagResource')),

  UntagResource: operation<UntagResourceRequest, object>((call, { ResourceArn, TagKeys = [] }) => {
    const detector = tagged(call, ResourceArn);
    const kept = Object.entries(detector.tags).filter(([key]) => !TagKeys.includes(key));
    detectorsIn(call).put(detector.id, { ...detector, tags: Object.fromEntries(kept) });
    return {};
  }, onResource('UntagResource')),
};

const tagged = (place: Place, arn = ''): DetectorRecord => {
  const detector = detectorsIn(place)
    .all()
    .find((each) => detectorArn(place, each.id) === arn);
  if (detector === undefined) throw badRequest('The request is rejected since no such resource found.');
  return detector;
};

function onResource(action: string) {
  return (_call: Place, { ResourceArn = '' }: { readonly ResourceArn?: string | undefined }) => [
    { action: `guardduty:${action}`, resources: [ResourceArn] },
  ];
}
