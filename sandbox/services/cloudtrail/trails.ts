import type {
  CreateTrailRequest,
  CreateTrailResponse,
  DeleteTrailRequest,
  UpdateTrailRequest,
  UpdateTrailResponse,
} from '@aws-sdk/client-cloudtrail';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { forgetDelivery } from './delivery-plan.js';
import { checkTrailName, findTrailAtHome, onTrail, trailArn } from './find-trail.js';
import { checkLogBucket } from './log-bucket.js';
import { putTrail, settingsOf, trailsAt, trailsSeenFrom, type TrailRecord } from './trail-records.js';
import { tagsFrom } from './trail-tags.js';

/** "Quotas in AWS CloudTrail": trails that a Region sees. */
const MOST_TRAILS = 5;

/** CreateTrail, UpdateTrail, DeleteTrail. A new trail does not log before StartLogging. */
export const trailOperations: Operations = {
  CreateTrail: operation<CreateTrailRequest, CreateTrailResponse>(
    (call, input) => {
      const name = input.Name ?? '';
      checkTrailName(name);
      if (trailsAt(call).get(name) !== undefined)
        throw new AwsFailure(
          'TrailAlreadyExistsException',
          `Trail ${name} already exists for customer: ${call.account}`,
        );
      if (trailsSeenFrom(call).length >= MOST_TRAILS)
        throw new AwsFailure(
          'MaximumNumberOfTrailsExceededException',
          `User: ${call.account} already has ${MOST_TRAILS} trails in ${call.region}.`,
        );
      const trail = checked(call, {
        name,
        arn: trailArn(call, name),
        account: call.account,
        home: call.region,
        bucket: '',
        globalEvents: true,
        multiRegion: false,
        validation: false,
        tags: tagsFrom(input.TagsList),
        logging: false,
        ...settingsIn(input),
      });
      return settingsOf(putTrail(call, trail));
    },
    onTrail('CreateTrail', (input: CreateTrailRequest) => input.Name),
  ),

  UpdateTrail: operation<UpdateTrailRequest, UpdateTrailResponse>(
    (call, input) => {
      const trail = findTrailAtHome(call, input.Name ?? '');
      return settingsOf(putTrail(call, checked(call, { ...trail, ...settingsIn(input) })));
    },
    onTrail('UpdateTrail', (input: UpdateTrailRequest) => input.Name),
  ),

  DeleteTrail: operation<DeleteTrailRequest, object>(
    (call, input) => {
      const trail = findTrailAtHome(call, input.Name ?? '');
      forgetDelivery(call, trail);
      trailsAt(call).delete(trail.name);
      return {};
    },
    onTrail('DeleteTrail', (input: DeleteTrailRequest) => input.Name),
  ),
};

/** What a request says of the trail; what it does not say stays as it is. */
const settingsIn = (input: CreateTrailRequest | UpdateTrailRequest): Partial<TrailRecord> => {
  if (input.IsOrganizationTrail === true)
    throw new AwsFailure('OrganizationsNotInUseException', 'Your account is not a member of an organization.');
  return {
    ...(input.S3BucketName !== undefined && { bucket: input.S3BucketName }),
    ...(input.S3KeyPrefix !== undefined && { prefix: input.S3KeyPrefix }),
    ...(input.SnsTopicName !== undefined && { snsTopic: input.SnsTopicName }),
    ...(input.IncludeGlobalServiceEvents !== undefined && { globalEvents: input.IncludeGlobalServiceEvents }),
    ...(input.IsMultiRegionTrail !== undefined && { multiRegion: input.IsMultiRegionTrail }),
    ...(input.EnableLogFileValidation !== undefined && { validation: input.EnableLogFileValidation }),
    ...(input.CloudWatchLogsLogGroupArn !== undefined && { logGroupArn: input.CloudWatchLogsLogGroupArn }),
    ...(input.CloudWatchLogsRoleArn !== undefined && { logRoleArn: input.CloudWatchLogsRoleArn }),
    ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
  };
};

const checked = (place: Place, trail: TrailRecord): TrailRecord => {
  if (trail.multiRegion && !trail.globalEvents)
    throw new AwsFailure(
      'InvalidParameterCombinationException',
      'Multi-Region trail must include global service events.',
    );
  if ((trail.prefix?.length ?? 0) > 200)
    throw new AwsFailure('InvalidS3PrefixException', 'The S3 key prefix cannot be longer than 200 characters.');
  checkLogBucket(place, trail);
  return trail;
};
