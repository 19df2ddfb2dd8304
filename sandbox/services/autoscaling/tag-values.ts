import type { Tag } from '@aws-sdk/client-auto-scaling';
import { AwsFailure } from '../operation.js';
import type { GroupRecord } from './records.js';

/** The most tags of a group ("Tag Auto Scaling groups and instances"). */
const MOST = 50;

/** The tags of `group` with those of a request over them; refuses what AWS would. */
export const tagsFrom = (
  group: string,
  tags: readonly Tag[] | undefined,
  before: GroupRecord['tags'] = [],
): GroupRecord['tags'] => {
  const given = (tags ?? []).map(({ Key = '', Value = '', PropagateAtLaunch = false, ResourceId = group }) => {
    if (ResourceId !== group)
      throw new AwsFailure('ValidationError', `Tag resource ${ResourceId} is not the group ${group}.`);
    if (/^aws:/i.test(Key))
      throw new AwsFailure('ValidationError', 'Tag keys that begin with aws: are reserved for system use.');
    return { key: Key, value: Value, propagate: PropagateAtLaunch };
  });
  const all = [...before.filter(({ key }) => !given.some((one) => one.key === key)), ...given];
  if (all.length > MOST)
    throw new AwsFailure('LimitExceeded', `The maximum number of tags (${MOST}) has been reached.`);
  return all;
};
