import type { Place } from '../../operation.js';
import { AwsFailure } from '../../operation.js';

/** Regions that every account can use, and those that it must opt in to ("AWS Regions", AWS Account Management). */
export const regions = {
  enabled: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'sa-east-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
    'eu-north-1',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
  optIn: [
    'af-south-1',
    'ap-east-1',
    'ap-south-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ca-west-1',
    'eu-central-2',
    'eu-south-1',
    'eu-south-2',
    'il-central-1',
    'me-central-1',
    'me-south-1',
  ],
} as const;

/** The Availability Zones of a Region by name: six in us-east-1, three elsewhere. */
export const zonesOf = (region: string): readonly string[] =>
  (region === 'us-east-1' ? 'abcdef' : 'abc').split('').map((letter) => `${region}${letter}`);

// The middle part of a zone id: `us-east-1` is `use1`, `ap-southeast-2` is `apse2`.
const DIRECTIONS: Readonly<Record<string, string>> = {
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  central: 'c',
  northeast: 'ne',
  southeast: 'se',
};

/** The id of a zone: `euw1-az1` of `eu-west-1a`. */
export const zoneId = (zone: string): string => {
  const [, area = '', direction = '', number = '', letter = 'a'] = /^(\w+)-(\w+)-(\d)([a-z])$/.exec(zone) ?? [];
  return `${area}${DIRECTIONS[direction] ?? direction}${number}-az${letter.charCodeAt(0) - 96}`;
};

/** The name of a zone that the caller gave by name or id; else AWS's refusal. */
export const zoneNamed = (place: Place, name: string | undefined, id: string | undefined): string | undefined => {
  if (name === undefined && id === undefined) return undefined;
  const zone = zonesOf(place.region).find((one) => (name === undefined ? zoneId(one) === id : one === name));
  if (zone === undefined)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value (${name ?? id}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zonesOf(place.region).join(', ')}.`,
    );
  return zone;
};
