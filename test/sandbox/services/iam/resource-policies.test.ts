import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { authorizer } from '../../../../sandbox/services/iam/authorizer.js';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { AwsFailure, type Caller, type Service } from '../../../../sandbox/services/operation.js';
import { sts } from '../../../../sandbox/services/sts/index.js';
import { ACCOUNT, openBench, REGION, type Bench } from '../harness.js';
import { asked, newUser, policy } from './people.js';

const OTHER = '444455556666';
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const OBJECT = 'arn:aws:s3:::evidence/a';

/** What the bucket and the key say, as their services would tell it. */
const said: { bucket?: string; key?: string } = {};

const named = (name: string, more: Partial<Service> = {}): Service => ({ ...asked, name, model: name, ...more });
const s3 = named('s3', {
  resourcePolicy: (_, arn) => (arn.startsWith('arn:aws:s3:::evidence') ? said.bucket : undefined),
  resourceOwner: () => ACCOUNT,
});
const kms = named('kms', { resourcePolicy: () => said.key });

let bench: Bench;
let alice: Caller;
beforeEach(() => {
  bench = openBench([iam, sts], authorizer([iam, sts, s3, kms]));
  alice = newUser(bench, 'alice', policy('Allow', '*'));
  delete said.bucket;
  delete said.key;
});
afterEach(() => bench.close());

const statement = (Effect: string, AWS: string, Action = '*') => ({
  Effect,
  Principal: { AWS },
  Action,
  Resource: '*',
});
const says = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

const denialOf = (service: Service, action: string, resource: string, as: Caller): AwsFailure | undefined => {
  try {
    bench.call(service, 'Ask', { action, resource }, as);
    return undefined;
  } catch (error) {
    if (error instanceof AwsFailure) return error;
    throw error;
  }
};
const may = (service: Service, action: string, resource: string, as: Caller): boolean =>
  denialOf(service, action, resource, as) === undefined;

describe('the policy of a bucket', () => {
  test('denies whoever it names, root too, who can take it away all the same', () => {
    said.bucket = says(statement('Deny', '*'));
    expect(may(s3, 's3:GetObject', OBJECT, alice)).toBe(false);
    expect(may(s3, 's3:GetObject', OBJECT, bench.caller)).toBe(false);
    expect(may(s3, 's3:DeleteBucketPolicy', 'arn:aws:s3:::evidence', bench.caller)).toBe(true);
  });

  test('lets in a user of another account, whose own account must allow it too', () => {
    const theirs: Caller = { ...bench.caller, account: OTHER, arn: `arn:aws:iam::${OTHER}:root`, userId: OTHER };
    expect(may(s3, 's3:GetObject', OBJECT, theirs)).toBe(false);
    said.bucket = says(statement('Allow', `arn:aws:iam::${OTHER}:root`, 's3:GetObject'));
    expect(may(s3, 's3:GetObject', OBJECT, theirs)).toBe(true);
    expect(may(s3, 's3:PutObject', OBJECT, theirs)).toBe(false);
    const stranger: Caller = { ...theirs, kind: 'user', arn: `arn:aws:iam::${OTHER}:user/x`, userId: 'AIDAX' };
    expect(may(s3, 's3:GetObject', OBJECT, stranger)).toBe(false);
  });
});

describe('the policy of a key', () => {
  test('alone opens the key: what IAM allows counts where it leaves that to the account', () => {
    said.key = says(statement('Allow', `arn:aws:iam::${ACCOUNT}:user/bob`));
    expect(may(kms, 'kms:Decrypt', KEY, alice)).toBe(false);
    expect(may(kms, 'kms:Decrypt', KEY, bench.caller)).toBe(false);
    said.key = says(statement('Allow', `arn:aws:iam::${ACCOUNT}:root`));
    expect(may(kms, 'kms:Decrypt', KEY, alice)).toBe(true);
    expect(may(kms, 'kms:Decrypt', KEY, newUser(bench, 'bob'))).toBe(false);
  });
});

describe('a denial', () => {
  test.each([
    ['ec2', 'UnauthorizedOperation', 403],
    ['s3', 'AccessDenied', 403],
    ['autoscaling', 'AccessDenied', 403],
    ['ssm', 'AccessDeniedException', 400],
    ['cloudtrail', 'AccessDeniedException', 400],
    ['guardduty', 'AccessDeniedException', 403],
  ])('of %s is %s with status %s', (name, code, status) => {
    expect(denialOf(named(name), `${name}:Do`, '*', newUser(bench, 'bob'))).toMatchObject({ code, status });
  });

  test('says which kind of policy it comes from', () => {
    const message = (): string => denialOf(named('ssm'), 'ssm:SendCommand', '*', alice)?.message ?? '';
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    bench.call(iam, 'PutUserPermissionsBoundary', { UserName: 'alice', PermissionsBoundary });
    expect(message()).toContain('because no permissions boundary allows the ssm:SendCommand action');
    bench.call(iam, 'AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
    expect(message()).toContain('with an explicit deny in an identity-based policy');
  });
});
