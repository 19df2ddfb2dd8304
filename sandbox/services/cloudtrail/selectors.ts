import type {
  AdvancedFieldSelector,
  EventSelector,
  GetEventSelectorsRequest,
  GetEventSelectorsResponse,
  PutEventSelectorsRequest,
  PutEventSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { findTrail, findTrailAtHome, onTrail } from './find-trail.js';
import { putTrail, type TrailRecord } from './trail-records.js';

/** What a trail logs that nobody told otherwise: all management events. */
export const DEFAULT_SELECTORS: readonly EventSelector[] = [
  { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
];

const MOST_SELECTORS = 5;
const MOST_DATA_RESOURCES = 250;
const FIELDS = new Set([
  'eventCategory',
  'eventName',
  'eventSource',
  'eventType',
  'readOnly',
  'resources.ARN',
  'resources.type',
  'sessionCredentialFromConsole',
  'userIdentity.arn',
]);

/** PutEventSelectors, GetEventSelectors. Basic and advanced selectors exclude each other; the last put counts. */
export const selectorOperations: Operations = {
  PutEventSelectors: operation<PutEventSelectorsRequest, PutEventSelectorsResponse>(
    (call, { TrailName = '', EventSelectors, AdvancedEventSelectors }) => {
      const { selectors: _basic, advancedSelectors: _advanced, ...trail } = findTrailAtHome(call, TrailName);
      if ((EventSelectors === undefined) === (AdvancedEventSelectors === undefined))
        invalid('Specify either event selectors or advanced event selectors.');
      if (AdvancedEventSelectors !== undefined) {
        for (const { FieldSelectors = [] } of AdvancedEventSelectors) checkFields(FieldSelectors);
        return shown(putTrail(call, { ...trail, advancedSelectors: AdvancedEventSelectors }));
      }
      return shown(putTrail(call, { ...trail, selectors: checkedBasic(EventSelectors ?? []) }));
    },
    onTrail('PutEventSelectors', (input: PutEventSelectorsRequest) => input.TrailName),
  ),

  GetEventSelectors: operation<GetEventSelectorsRequest, GetEventSelectorsResponse>(
    (call, { TrailName = '' }) => shown(findTrail(call, TrailName)),
    onTrail('GetEventSelectors', (input: GetEventSelectorsRequest) => input.TrailName),
  ),
};

const shown = ({ arn, selectors, advancedSelectors }: TrailRecord): GetEventSelectorsResponse => ({
  TrailARN: arn,
  ...(advancedSelectors === undefined
    ? { EventSelectors: [...(selectors ?? DEFAULT_SELECTORS)] }
    : { AdvancedEventSelectors: [...advancedSelectors] }),
});

const checkedBasic = (selectors: readonly EventSelector[]): readonly EventSelector[] => {
  if (selectors.length === 0 || selectors.length > MOST_SELECTORS)
    invalid(`Between 1 and ${MOST_SELECTORS} event selectors are allowed.`);
  const named = selectors.flatMap((selector) => selector.DataResources ?? []).flatMap((one) => one.Values ?? []);
  if (named.length > MOST_DATA_RESOURCES) invalid(`At most ${MOST_DATA_RESOURCES} data resources are allowed.`);
  return selectors.map((selector) => ({ ...DEFAULT_SELECTORS[0], ...selector }));
};

const checkFields = (fields: readonly AdvancedFieldSelector[]): void => {
  for (const { Field = '' } of fields) if (!FIELDS.has(Field)) invalid(`Field ${Field} is not a selectable field.`);
  if (!fields.some((each) => each.Field === 'eventCategory')) invalid('The field eventCategory is required.');
};

const invalid = (message: string): never => {
  throw new AwsFailure('InvalidEventSelectorsException', message);
};
