import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { failure, translate } from '../../activities/aws/errors.js';
import { onlyReads } from '../../activities/aws/ledger-middleware.js';

const answer = (name: string, httpStatusCode: number, message = 'said AWS'): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: 'r-1' } });
const broken = (code: string): Error => Object.assign(new Error('the socket broke'), { code });

// Codes: "Error codes for the Amazon EC2 API", "Common Errors", Node's system errors.
const table: readonly [string, Error, string, boolean][] = [
  ['RequestLimitExceeded', answer('RequestLimitExceeded', 503), 'Throttled', true],
  ['Throttling', answer('Throttling', 400), 'Throttled', true],
  ['ThrottlingException', answer('ThrottlingException', 400), 'Throttled', true],
  ['ConcurrentSnapshotLimitExceeded', answer('ConcurrentSnapshotLimitExceeded', 400), 'Throttled', true],
  ['any 429', answer('Whatever', 429), 'Throttled', true],
  ['ConcurrentModification', answer('ConcurrentModification', 409), 'WaitForConsistency', true],
  ['InternalError', answer('InternalError', 500), 'Unavailable', true],
  ['Unavailable', answer('Unavailable', 503), 'Unavailable', true],
  ['ECONNRESET', broken('ECONNRESET'), 'Unavailable', true],
  ['ECONNREFUSED', broken('ECONNREFUSED'), 'Unavailable', true],
  ['TimeoutError', Object.assign(new Error('slow'), { name: 'TimeoutError' }), 'Unavailable', true],
  ['UnauthorizedOperation', answer('UnauthorizedOperation', 403), 'AccessDenied', false],
  ['AccessDenied', answer('AccessDenied', 400), 'AccessDenied', false],
  ['ExpiredToken', answer('ExpiredToken', 400), 'AccessDenied', false],
  ['any 403', answer('Whatever', 403), 'AccessDenied', false],
  ['InvalidInstanceID.NotFound', answer('InvalidInstanceID.NotFound', 400), 'NotFound', false],
  ['NoSuchEntity', answer('NoSuchEntity', 404), 'NotFound', false],
  ['UnsupportedInSandbox', answer('UnsupportedInSandbox', 501), 'UnsupportedInSandbox', false],
  ['InvalidParameterValue', answer('InvalidParameterValue', 400), 'BadInput', false],
  ['DependencyViolation', answer('DependencyViolation', 400), 'BadInput', false],
];

describe('an AWS error', () => {
  it.each(table)(
    '%s becomes a failure of one of our types that says what to do next',
    (_code, error, type, isRetried) => {
      const translated = translate(error, 'ec2:RunInstances', 'i-1');
      expect(translated).toBeInstanceOf(ApplicationFailure);
      expect(translated).toMatchObject({ type, nonRetryable: !isRetried });
      expect(translated.message).toMatch(/^ec2:RunInstances on i-1: /);
      expect(translated.message).toContain(error.message);
      expect(translated.details?.[0]).toEqual(expect.stringMatching(/\w/));
    },
  );

  it('that says what is missing names the call to allow', () => {
    const { details } = translate(answer('UnauthorizedOperation', 403), 'ec2:CreateSnapshots', 'i-1');
    expect(details).toEqual([expect.stringContaining('ec2:CreateSnapshots')]);
  });

  it('is quoted in part only, however long', () => {
    expect(translate(answer('Odd', 400, 'x'.repeat(10_000)), 'a:B', 'c').message.length).toBeLessThan(700);
  });

  it('that is one of our own failures stays what it is', () => {
    const own = failure('MovedSince', 'somebody changed it');
    expect(translate(own, 'ec2:RunInstances', 'i-1')).toBe(own);
  });
});

describe('an operation', () => {
  it.each(['DescribeInstances', 'GetCallerIdentity', 'ListUsers', 'LookupEvents'])('%s only reads', (name) => {
    expect(onlyReads(name)).toBe(true);
  });

  it.each([
    'RunInstances',
    'CreateTags',
    'ModifyInstanceAttribute',
    'Describe',
    'Getaway',
    'describeInstances',
    'BatchGetThings',
    'Unknown',
    '',
  ])('%p counts as a change', (name) => {
    expect(onlyReads(name)).toBe(false);
  });
});
