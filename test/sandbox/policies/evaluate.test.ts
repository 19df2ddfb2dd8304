import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../sandbox/policies/context.js';
import { readPolicy } from '../../../sandbox/policies/document.js';
import { evaluate, type Question, type Verdict } from '../../../sandbox/policies/evaluate.js';
import type { Principal } from '../../../sandbox/policies/principal.js';

const OWN = '111122223333';
const OTHER = '444455556666';
const alice: Principal = { kind: 'user', account: OWN, identity: [`arn:aws:iam::${OWN}:user/alice`, 'AIDAALICE'] };
const web: Principal = {
  kind: 'role',
  account: OWN,
  identity: [`arn:aws:iam::${OWN}:role/web`, 'AROAWEB'],
  session: `arn:aws:sts::${OWN}:assumed-role/web/i-0abc`,
};

const of = (...statements: object[]) => readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const allow = (rest: object = {}) => of({ Effect: 'Allow', Action: '*', Resource: '*', ...rest });
const deny = (rest: object = {}) => of({ Effect: 'Deny', Action: '*', Resource: '*', ...rest });

const ask = (
  rest: Partial<Question> & { principal?: Principal; action?: string; resource?: string; context?: Context } = {},
): Verdict['decision'] => {
  const { principal = alice, action = 's3:GetObject', resource = 'arn:aws:s3:::evidence/a', context = {} } = rest;
  return evaluate({ identity: [], ...rest, request: { action, resource, context, principal } }).decision;
};

/** Whether an Allow with this Condition allows. */
const holds = (Condition: object, context: Context): boolean =>
  ask({ identity: [allow({ Condition })], context }) === 'allowed';

describe('a condition without its key', () => {
  test.each([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['StringNotLike', true],
    ['ArnNotLike', true],
    ['NumericNotEquals', true],
    ['DateNotEquals', true],
    ['StringEqualsIfExists', true],
    ['NumericLessThanIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
  ])('%s is %s', (operator, expected) => {
    expect(holds({ [operator]: { 'aws:x': '1' } }, {})).toBe(expected);
  });

  test('NotIpAddress is true', () => {
    expect(holds({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, {})).toBe(true);
  });

  test('Null tells that it is missing', () => {
    expect(holds({ Null: { 'aws:TokenIssueTime': 'true' } }, {})).toBe(true);
    expect(holds({ Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': '2026-11-22T12:00:00Z' })).toBe(
      false,
    );
  });
});

describe('a condition', () => {
  test.each([
    [{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': '203.0.113.9' }, true],
    [{ IpAddress: { 'aws:SourceIp': '2001:DB8::/32' } }, { 'aws:SourceIp': '2001:db8:0:1::7' }, true],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/24' } }, { 'aws:SourceIp': '10.0.1.7' }, false],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-11-22' } }, { 'aws:CurrentTime': '2026-11-21T23:59:59Z' }, true],
    [{ DateGreaterThan: { 'aws:EpochTime': '1700000000' } }, { 'aws:EpochTime': '1700000001' }, true],
    [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }, { 'aws:MultiFactorAuthAge': '60' }, true],
    [{ Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'true' }, true],
    [{ BinaryEquals: { 'x:key': 'QmluYXJ5' } }, { 'x:key': 'QmluYXJ5' }, true],
    [{ StringEquals: { 'AWS:username': 'alice' } }, { 'aws:UserName': 'alice' }, true],
    [{ StringEquals: { 'aws:username': 'al*' } }, { 'aws:username': 'alice' }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:ev*' } }, { 'aws:SourceArn': 'arn:aws:s3:::evidence' }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*' } }, { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:1:x' }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a', 'c'] }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a', 'c'] }, true],
    [{ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a'] } }, { 'aws:TagKeys': ['b', 'c'] }, true],
    [{ StringNotEquals: { 'aws:username': ['alice', 'bob'] } }, { 'aws:username': 'bob' }, false],
  ])('%j with %j: %s', (Condition, context, expected) => {
    expect(holds(Condition, context as Context)).toBe(expected);
  });

  test('of an operator that nobody knows lets nothing pass', () => {
    const Condition = { StringSortOfEquals: { 'aws:username': 'alice' } };
    expect(ask({ identity: [allow({ Condition })], context: { 'aws:username': 'alice' } })).toBe('implicitDeny');
    expect(ask({ identity: [allow(), deny({ Condition })] })).toBe('explicitDeny');
  });
});

describe('a policy variable', () => {
  const home = allow({ Resource: 'arn:aws:s3:::homes/${aws:username}/*' });
  const resource = 'arn:aws:s3:::homes/alice/notes';

  test('stands for the value in the request', () => {
    expect(ask({ identity: [home], resource, context: { 'aws:username': 'alice' } })).toBe('allowed');
    expect(ask({ identity: [home], resource, context: { 'aws:username': 'bob' } })).toBe('implicitDeny');
  });

  test('whose value holds a wildcard stands for that very character', () => {
    expect(ask({ identity: [home], resource, context: { 'aws:username': '*' } })).toBe('implicitDeny');
  });

  test('without a value matches nothing, unless it has a default', () => {
    expect(ask({ identity: [home], resource })).toBe('implicitDeny');
    const shared = allow({ Resource: "arn:aws:s3:::homes/${aws:PrincipalTag/team, 'alice'}/*" });
    expect(ask({ identity: [shared], resource })).toBe('allowed');
  });

  test('means nothing in a document of 2008', () => {
    const old = readPolicy(
      JSON.stringify({
        Version: '2008-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::homes/${aws:username}/*' }],
      }),
    );
    expect(ask({ identity: [old], resource, context: { 'aws:username': 'alice' } })).toBe('implicitDeny');
  });
});

describe('a Resource', () => {
  test.each([
    ['arn:aws:s3', 'arn:aws:s3:::evidence/a', true],
    ['arn:aws:ec2:*:instance/i-1', 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', false],
    ['arn:aws:ec2:eu-*', 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', true],
    ['arn:aws:s3:::evidence/*', 'arn:aws:s3:::evidence/case:7/a', true],
    ['arn:aws:s3:::Evidence/*', 'arn:aws:s3:::evidence/a', false],
    ['arn:aws:ec2:eu-west-1:111122223333:*/*', 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', true],
    ['arn:aws:ec2:*:*:instance/*', '*', false],
  ])('%s takes in %s: %s', (Resource, resource, expected) => {
    expect(ask({ identity: [allow({ Resource })], resource }) === 'allowed').toBe(expected);
  });

  test('with wildcards is matched in no time whatever the ARN', () => {
    const resource = `arn:aws:s3:::${'a:'.repeat(500)}`;
    expect(ask({ identity: [allow({ Resource: 'arn:*:*:*:*:*a*a*a*b' })], resource })).toBe('implicitDeny');
  });
});

describe('in one account the policy of a resource', () => {
  const forWhom = (principal: string | object) => allow({ Principal: principal });

  test('that names a user or a session allows by itself, past boundary and session policies', () => {
    const boundary = of({ Effect: 'Allow', Action: 'ec2:*', Resource: '*' });
    expect(ask({ resourcePolicy: forWhom({ AWS: alice.identity[0] }), boundary })).toBe('allowed');
    expect(ask({ principal: web, resourcePolicy: forWhom({ AWS: web.session }), boundary, session: [] })).toBe(
      'allowed',
    );
  });

  test('that names a role allows its sessions within boundary and session policies', () => {
    const resourcePolicy = forWhom({ AWS: web.identity[0] });
    expect(ask({ principal: web, resourcePolicy })).toBe('allowed');
    expect(ask({ principal: web, resourcePolicy, boundary: of() })).toBe('implicitDeny');
    expect(ask({ principal: web, resourcePolicy, session: [] })).toBe('implicitDeny');
  });

  test('that names the account leaves it to the policies of the account', () => {
    const resourcePolicy = forWhom({ AWS: `arn:aws:iam::${OWN}:root` });
    expect(ask({ resourcePolicy })).toBe('implicitDeny');
    expect(ask({ resourcePolicy, identity: [allow()] })).toBe('allowed');
  });

  test('is not needed, except where it alone decides', () => {
    const resourcePolicy = forWhom({ AWS: `arn:aws:iam::${OTHER}:root` });
    expect(ask({ resourcePolicy, identity: [allow()] })).toBe('allowed');
    expect(ask({ resourcePolicy, identity: [allow()], resourceDecides: true })).toBe('implicitDeny');
  });

  test('with a Deny denies whoever it names, and with NotPrincipal all whom it does not list whole', () => {
    const identity = [allow()];
    expect(ask({ identity, resourcePolicy: deny({ Principal: '*' }) })).toBe('explicitDeny');
    const but = (...AWS: (string | undefined)[]) => deny({ NotPrincipal: { AWS } });
    expect(ask({ identity, resourcePolicy: but(alice.identity[0]) })).toBe('explicitDeny');
    expect(ask({ identity, resourcePolicy: but(alice.identity[0], OWN) })).toBe('allowed');
    expect(ask({ identity, resourcePolicy: but(alice.identity[0], OWN), boundary: allow() })).toBe('explicitDeny');
  });
});

describe('between accounts', () => {
  const foreign = { resourceAccount: OTHER };

  test('both sides must allow', () => {
    const resourcePolicy = allow({ Principal: { AWS: alice.identity[0] } });
    expect(ask({ ...foreign, resourcePolicy })).toBe('implicitDeny');
    expect(ask({ ...foreign, identity: [allow()] })).toBe('implicitDeny');
    expect(ask({ ...foreign, identity: [allow()], resourcePolicy })).toBe('allowed');
  });

  test('the naming of the whole account is enough on the side of the resource', () => {
    const resourcePolicy = allow({ Principal: { AWS: OWN } });
    expect(ask({ ...foreign, identity: [allow()], resourcePolicy })).toBe('allowed');
  });

  test('a session named there is still limited on its own side', () => {
    const resourcePolicy = allow({ Principal: { AWS: web.session } });
    expect(ask({ ...foreign, principal: web, identity: [allow()], resourcePolicy, session: [] })).toBe('implicitDeny');
  });
});

test('nobody in particular, and a service of AWS, may do what the resource lets them', () => {
  const nobody: Principal = { kind: 'anonymous', account: '', identity: [] };
  expect(ask({ principal: nobody, resourcePolicy: allow({ Principal: '*' }), resourceAccount: OWN })).toBe('allowed');
  expect(ask({ principal: nobody, resourcePolicy: allow({ Principal: { AWS: OWN } }), resourceAccount: OWN })).toBe(
    'implicitDeny',
  );
  const trail: Principal = { kind: 'service', account: OWN, identity: ['cloudtrail.amazonaws.com'] };
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  expect(ask({ principal: trail, resourcePolicy: allow({ Principal }), resourceAccount: OTHER })).toBe('allowed');
});
