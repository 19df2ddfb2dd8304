import { randomBytes } from 'node:crypto';
import type {
  CreateDetectorRequest,
  CreateDetectorResponse,
  DeleteDetectorRequest,
  GetDetectorRequest,
  GetDetectorResponse,
  ListDetectorsRequest,
  ListDetectorsResponse,
  UpdateDetectorRequest,
} from '@aws-sdk/client-guardduty';
import { operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { featuresAfter, shownDetector, STARTING_FEATURES } from './detector-features.js';
import { badRequest } from './failures.js';
import { detectorsIn, findingsIn, filtersIn, listsIn, type DetectorRecord } from './records.js';

/** The detector of that id in this account and Region; fails as GuardDuty does. */
export const detectorOf = (place: Place, id: string | undefined): DetectorRecord => {
  const detector = id === undefined ? undefined : detectorsIn(place).get(id);
  if (detector === undefined)
    throw badRequest('The request is rejected because the input detectorId is not owned by the current account.');
  return detector;
};

/** The ARN of a detector, or of what is below it. */
export const detectorArn = ({ region, account }: Place, id: string, below = ''): string =>
  `arn:aws:guardduty:${region}:${account}:detector/${id}${below}`;

/** The need of an operation on a detector. */
export const onDetector =
  (action: string) =>
  (call: Call, { DetectorId = '' }: { readonly DetectorId?: string | undefined }) => [
    { action: `guardduty:${action}`, resources: [detectorArn(call, DetectorId)] },
  ];

/** CreateDetector, GetDetector, UpdateDetector, DeleteDetector, ListDetectors. A Region has one detector at most. */
export const detectorOperations: Operations = {
  CreateDetector: operation<CreateDetectorRequest, CreateDetectorResponse>((call, input) => {
    const existing = detectorsIn(call).all()[0];
    if (existing !== undefined) {
      if (input.ClientToken !== undefined && input.ClientToken === existing.clientToken)
        return { DetectorId: existing.id };
      throw badRequest('The request is rejected because a detector already exists for the current account.');
    }
    const now = call.world.clock.now();
    const detector = detectorsIn(call).put(
      ...withId({
        id: randomBytes(16).toString('hex'),
        enabled: input.Enable === true,
        createdAt: now,
        updatedAt: now,
        frequency: input.FindingPublishingFrequency ?? 'SIX_HOURS',
        features: featuresAfter(STARTING_FEATURES, input),
        tags: input.Tags ?? {},
        ...(input.ClientToken !== undefined && { clientToken: input.ClientToken }),
      }),
    );
    return { DetectorId: detector.id };
  }),

  GetDetector: operation<GetDetectorRequest, GetDetectorResponse>(
    (call, { DetectorId }) => shownDetector(call, detectorOf(call, DetectorId)),
    onDetector('GetDetector'),
  ),

  UpdateDetector: operation<UpdateDetectorRequest, object>((call, input) => {
    const detector = detectorOf(call, input.DetectorId);
    detectorsIn(call).put(detector.id, {
      ...detector,
      enabled: input.Enable ?? detector.enabled,
      frequency: input.FindingPublishingFrequency ?? detector.frequency,
      features: featuresAfter(detector.features, input),
      updatedAt: call.world.clock.now(),
    });
    return {};
  }, onDetector('UpdateDetector')),

  DeleteDetector: operation<DeleteDetectorRequest, object>((call, { DetectorId }) => {
    const { id } = detectorOf(call, DetectorId);
    detectorsIn(call).delete(id);
    for (const table of [findingsIn(call), filtersIn(call), listsIn(call)])
      for (const [key] of table.entries()) table.delete(key);
    return {};
  }, onDetector('DeleteDetector')),

  ListDetectors: operation<ListDetectorsRequest, ListDetectorsResponse>((call, { MaxResults, NextToken }) => {
    const ids = detectorsIn(call)
      .all()
      .map((detector) => detector.id);
    const { items, next } = page(ids, { max: MaxResults, token: NextToken, usual: 50 });
    return { DetectorIds: [...items], ...(next && { NextToken: next }) };
  }),
};

const withId = (detector: DetectorRecord): readonly [string, DetectorRecord] => [detector.id, detector];
