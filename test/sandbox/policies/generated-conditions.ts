import type { Random } from './random.js';

/** A condition key with what requests and policies say of it. */
export interface Key {
  readonly name: string;
  readonly operators: readonly string[];
  readonly actual: readonly string[];
  readonly expected: readonly string[];
  readonly multiple?: boolean;
}

const STRINGS = ['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map(
  (one) => `String${one}`,
);
const comparing = (kind: string): readonly string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
    (one) => `${kind}${one}`,
  );

const keys: readonly Key[] = [
  {
    name: 'ec2:InstanceType',
    operators: STRINGS,
    actual: ['t3.micro', 'm5.large', 'T3.Micro'],
    expected: ['t3.micro', 't3.*', '*.large', 'M5.LARGE', 't?.micro', 'c5.large'],
  },
  {
    name: 'aws:PrincipalTag/team',
    operators: STRINGS,
    actual: ['red', 'Blue', 'red-blue'],
    expected: ['red', 'blue', 'red*', '*blue*', '?ed'],
  },
  {
    name: 's3:max-keys',
    operators: comparing('Numeric'),
    actual: ['10', '100', '9.5'],
    expected: ['10', '50', '100', '9'],
  },
  {
    name: 'aws:TokenIssueTime',
    operators: comparing('Date'),
    actual: ['2026-11-01T08:00:00Z', '2026-11-22T12:30:00Z', '2026-11-22T13:30:00Z'],
    expected: ['2026-11-22T12:30:00Z', '2026-11-22T12:00:00Z', '2026-11-23T00:00:00Z', '2026-11-01T08:00:00.000Z'],
  },
  { name: 'aws:MultiFactorAuthPresent', operators: ['Bool'], actual: ['true', 'false'], expected: ['true', 'false'] },
  {
    name: 'aws:VpcSourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    actual: ['10.0.0.7', '10.1.2.3', '203.0.113.9', '2001:db8::7'],
    expected: ['10.0.0.0/24', '10.0.0.0/8', '203.0.113.9', '203.0.113.9/32', '2001:db8::/32', '0.0.0.0/0'],
  },
  {
    name: 'aws:SourceArn',
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    actual: [
      'arn:aws:sns:eu-west-1:111122223333:alarms',
      'arn:aws:s3:::evidence',
      'arn:aws:sns:us-east-1:444455556666:x',
    ],
    expected: [
      'arn:aws:sns:eu-west-1:111122223333:alarms',
      'arn:aws:sns:*:111122223333:*',
      'arn:aws:sns:eu-*-1:*:alarms',
      'arn:aws:s3:::*',
      'arn:aws:s3:::evidenc?',
    ],
  },
  {
    name: 'aws:TagKeys',
    operators: ['StringEquals', 'StringLike', 'StringNotEquals', 'StringNotLike'].flatMap((one) => [
      `ForAllValues:${one}`,
      `ForAnyValue:${one}`,
    ]),
    actual: ['Owner', 'Incident', 'Cost'],
    expected: ['Owner', 'Incident', 'In*', 'C?st', 'Team'],
    multiple: true,
  },
];

/** The keys that requests to every service may have: the other evaluator leaves out what a service does not know. */
export const globalKeys: readonly Key[] = keys.filter(({ name }) => name.startsWith('aws:'));

/** A Condition element of one or two operators. */
export const conditionFrom = (
  random: Random,
  among: readonly Key[] = keys,
): Record<string, Record<string, string | string[]>> =>
  Object.fromEntries(
    random.some(among, 2).map((key) => {
      if (random.chance(0.12)) return ['Null', { [key.name]: random.one(['true', 'false']) }];
      const operator = random.one(key.operators) + (random.chance(0.25) ? 'IfExists' : '');
      const values = random.some(key.expected, 2);
      // The case of a key's name does not count.
      const name = random.chance(0.1) ? key.name.toUpperCase() : key.name;
      return [operator, { [name]: values.length === 1 && random.chance(0.5) ? String(values[0]) : values }];
    }),
  );

/** The context of a request: about three of four keys are there. */
export const contextFrom = (random: Random, among: readonly Key[] = keys): Record<string, string | string[]> =>
  Object.fromEntries(
    among
      .filter(() => random.chance(0.75))
      .map((key) => [key.name, key.multiple ? random.some(key.actual, 3) : random.one(key.actual)]),
  );
