import type { AdvancedFieldSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import type { CloudTrailEvent } from './event.js';
import { DEFAULT_SELECTORS } from './selectors.js';
import type { TrailRecord } from './trail-records.js';

/** Whether the trail's event selectors want the event. */
export const isSelected = ({ selectors, advancedSelectors }: TrailRecord, event: CloudTrailEvent): boolean =>
  advancedSelectors === undefined
    ? (selectors ?? DEFAULT_SELECTORS).some((selector) => isSelectedBasic(selector, event))
    : advancedSelectors.some(({ FieldSelectors = [] }) => FieldSelectors.every((field) => passes(field, event)));

const isSelectedBasic = (selector: EventSelector, event: CloudTrailEvent): boolean => {
  const { ReadWriteType: type = 'All', IncludeManagementEvents: management = true } = selector;
  if (type !== 'All' && (type === 'ReadOnly') !== event.readOnly) return false;
  if (event.managementEvent) return management && !selector.ExcludeManagementEventSources?.includes(event.eventSource);
  const arns = resourceArns(event);
  return (selector.DataResources ?? []).some(({ Type, Values = [] }) =>
    Values.some((prefix) => typeOf(event) === Type && arns.some((arn) => arn.startsWith(prefix))),
  );
};

const passes = (field: AdvancedFieldSelector, event: CloudTrailEvent): boolean => {
  const values = valuesOf(field.Field ?? '', event);
  const some = (wanted: readonly string[], test: (value: string, one: string) => boolean): boolean =>
    wanted.some((one) => values.some((value) => test(value, one)));
  const is = (value: string, one: string): boolean => value === one;
  const starts = (value: string, one: string): boolean => value.startsWith(one);
  const ends = (value: string, one: string): boolean => value.endsWith(one);
  return (
    (field.Equals === undefined || some(field.Equals, is)) &&
    (field.StartsWith === undefined || some(field.StartsWith, starts)) &&
    (field.EndsWith === undefined || some(field.EndsWith, ends)) &&
    !some(field.NotEquals ?? [], is) &&
    !some(field.NotStartsWith ?? [], starts) &&
    !some(field.NotEndsWith ?? [], ends)
  );
};

const valuesOf = (field: string, event: CloudTrailEvent): readonly string[] => {
  const values: Readonly<Record<string, readonly string[]>> = {
    eventCategory: [event.eventCategory],
    eventName: [event.eventName],
    eventSource: [event.eventSource],
    eventType: [event.eventType],
    readOnly: [String(event.readOnly)],
    'resources.ARN': resourceArns(event),
    'resources.type': [typeOf(event)],
    'userIdentity.arn': [event.userIdentity.arn ?? ''],
  };
  return values[field] ?? [];
};

/** Data events of S3 are about objects; other services name the type in the record. */
const typeOf = (event: CloudTrailEvent): string =>
  event.eventSource === 's3.amazonaws.com' ? 'AWS::S3::Object' : (event.resources?.[0]?.type ?? '');

const resourceArns = (event: CloudTrailEvent): readonly string[] => {
  const { bucketName, key } = (event.requestParameters ?? {}) as { bucketName?: string; key?: string };
  if (event.eventSource === 's3.amazonaws.com' && bucketName !== undefined)
    return [`arn:aws:s3:::${bucketName}/${key ?? ''}`];
  return (event.resources ?? []).map((one) => one.ARN);
};
