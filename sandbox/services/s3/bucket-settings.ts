import { randomUUID } from 'node:crypto';
import type {
  GetBucketLifecycleConfigurationOutput,
  GetBucketLoggingOutput,
  GetBucketTaggingOutput,
  NotificationConfiguration,
  PutBucketLifecycleConfigurationRequest,
  PutBucketLoggingRequest,
  PutBucketNotificationConfigurationRequest,
  PutBucketTaggingRequest,
} from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { bucketOf, updateBucket, type OnBucket } from './find-bucket.js';
import { onBucket } from './needs.js';
import { buckets } from './records.js';
import { MOST_BUCKET_TAGS, shownTags, tagsFrom } from './tags.js';

const missing = (code: string, message: string): AwsFailure => new AwsFailure(code, message, 404);

/** Tags, and what is kept but not acted upon: access logging, event notifications, lifecycle rules. */
export const bucketSettingOperations: Operations = {
  PutBucketTagging: operation<PutBucketTaggingRequest, object>((call, input) => {
    updateBucket(call, bucketOf(call, input), { tags: tagsFrom(input.Tagging?.TagSet ?? [], MOST_BUCKET_TAGS) });
    return {};
  }, onBucket('PutBucketTagging')),

  GetBucketTagging: operation<OnBucket, GetBucketTaggingOutput>((call, input) => {
    const { tags } = bucketOf(call, input);
    if (tags === undefined) throw missing('NoSuchTagSet', 'The TagSet does not exist');
    return { TagSet: shownTags(tags) };
  }, onBucket('GetBucketTagging')),

  DeleteBucketTagging: operation<OnBucket, object>((call, input) => {
    const { tags: _, ...bucket } = bucketOf(call, input);
    updateBucket(call, bucket, {});
    return {};
  }, onBucket('PutBucketTagging')),

  PutBucketLogging: operation<PutBucketLoggingRequest, object>((call, input) => {
    const { logging: _, ...bucket } = bucketOf(call, input);
    const logging = input.BucketLoggingStatus?.LoggingEnabled;
    if (logging?.TargetGrants?.length) throw notSimulated('an ACL of single grants');
    const target = logging && buckets(call.world).get(logging.TargetBucket ?? '');
    if (logging !== undefined && (target?.account !== bucket.account || target.region !== bucket.region))
      throw new AwsFailure('InvalidTargetBucketForLogging', 'The target bucket for logging does not exist', 400, {
        TargetBucket: logging.TargetBucket,
      });
    updateBucket(call, bucket, { ...(logging && { logging }) });
    return {};
  }, onBucket('PutBucketLogging')),

  GetBucketLogging: operation<OnBucket, GetBucketLoggingOutput>((call, input) => {
    const { logging } = bucketOf(call, input);
    return logging === undefined ? {} : { LoggingEnabled: logging };
  }, onBucket('GetBucketLogging')),

  PutBucketNotificationConfiguration: operation<PutBucketNotificationConfigurationRequest, object>((call, input) => {
    updateBucket(call, bucketOf(call, input), { notifications: input.NotificationConfiguration ?? {} });
    return {};
  }, onBucket('PutBucketNotification')),

  GetBucketNotificationConfiguration: operation<OnBucket, NotificationConfiguration>(
    (call, input) => bucketOf(call, input).notifications ?? {},
    onBucket('GetBucketNotification'),
  ),

  PutBucketLifecycleConfiguration: operation<PutBucketLifecycleConfigurationRequest, object>((call, input) => {
    const rules = input.LifecycleConfiguration?.Rules ?? [];
    for (const { Expiration, Transitions } of rules)
      if (Expiration?.Date !== undefined || Transitions?.some(({ Date: date }) => date !== undefined))
        throw notSimulated('a lifecycle rule with a date');
    if (new Set(rules.map(({ ID }) => ID ?? randomUUID())).size < rules.length)
      throw new AwsFailure('InvalidArgument', 'Rule ID must be unique. Found same ID for more than one rule');
    const lifecycle = rules.map((rule) => ({ ...rule, ID: rule.ID ?? randomUUID() }));
    updateBucket(call, bucketOf(call, input), { lifecycle });
    return {};
  }, onBucket('PutLifecycleConfiguration')),

  GetBucketLifecycleConfiguration: operation<OnBucket, GetBucketLifecycleConfigurationOutput>((call, input) => {
    const { lifecycle } = bucketOf(call, input);
    if (lifecycle === undefined)
      throw missing('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist');
    return { Rules: [...lifecycle] };
  }, onBucket('GetLifecycleConfiguration')),

  DeleteBucketLifecycle: operation<OnBucket, object>((call, input) => {
    const { lifecycle: _, ...bucket } = bucketOf(call, input);
    updateBucket(call, bucket, {});
    return {};
  }, onBucket('PutLifecycleConfiguration')),
};
