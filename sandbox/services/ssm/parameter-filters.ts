import type { ParameterStringFilter } from '@aws-sdk/client-ssm';
import { AwsFailure } from '../operation.js';
import { latest, type ParameterRecord } from './parameter-records.js';

/** Whether a parameter is under a path that ends in a slash, directly or at any depth. A bare name is under `/`. */
export const isUnder = (name: string, root: string, deep: boolean): boolean => {
  const full = name.startsWith('/') ? name : `/${name}`;
  return full.startsWith(root) && (deep || !full.slice(root.length).includes('/'));
};

/** Whether a parameter passes one filter; filters that Parameter Store has and this one has not are refused. */
export const parameterMatches = (
  record: ParameterRecord,
  { Key = '', Option, Values = [] }: ParameterStringFilter,
): boolean => {
  const { name } = record;
  const { type, tier, dataType, keyId } = latest(record);
  const option = Option ?? (Key === 'Path' ? 'OneLevel' : 'Equals');
  if (Key === 'Path')
    return Values.some((path) => {
      const root = path.endsWith('/') ? path : `${path}/`;
      return isUnder(name, root, option === 'Recursive');
    });
  const value = Key.startsWith('tag:')
    ? record.tags[Key.slice(4)]
    : { Name: name, Type: type, Tier: tier, DataType: dataType, KeyId: keyId }[Key];
  if (!Key.startsWith('tag:') && !['Name', 'Type', 'Tier', 'DataType', 'KeyId'].includes(Key))
    throw new AwsFailure('InvalidFilterKey', 'The specified key is not valid.');
  switch (option) {
    case 'Equals':
      return value !== undefined && (Values.length === 0 || Values.includes(value));
    case 'BeginsWith':
      return Values.some((start) => value?.startsWith(start));
    case 'Contains':
      return Values.some((part) => value?.includes(part));
    default:
      throw new AwsFailure('InvalidFilterOption', 'The specified filter option is not valid.');
  }
};
