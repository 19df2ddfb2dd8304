import { describe, expect, test } from '@jest/globals';
import { problemIn } from '../../../sandbox/policies/grammar.js';

const document = (statement: object, more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', ...more, Statement: [statement] });
const good = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const without = (key: keyof typeof good): object =>
  Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));

describe('an identity policy', () => {
  test('may have every element that belongs to it', () => {
    const statement = {
      Sid: 'One1',
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:Get*'],
      NotResource: ['arn:aws:s3:::a', 'arn:aws:s3:::b/*'],
      Condition: {
        'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a', 'b'] },
        Bool: { 'aws:SecureTransport': true },
      },
    };
    expect(problemIn(document(statement), 'identity')).toBeUndefined();
  });

  test.each<[string, string]>([
    ['text that is no JSON', '{'],
    ['a list', '[]'],
    ['no statement', JSON.stringify({ Version: '2012-10-17', Statement: [] })],
    ['another version', document(good, { Version: '2013-01-01' })],
    ['an unknown element', document({ ...good, Effects: 'Allow' })],
    ['no effect', document(without('Effect'))],
    ['an effect in another case', document({ ...good, Effect: 'allow' })],
    ['no action', document(without('Action'))],
    ['an action without a service', document({ ...good, Action: 'GetObject' })],
    ['a wildcard for the service of an action', document({ ...good, Action: 's*:GetObject' })],
    ['Action and NotAction', document({ ...good, NotAction: 'iam:*' })],
    ['no resource', document(without('Resource'))],
    ['a resource that is no ARN', document({ ...good, Resource: 'my-bucket' })],
    ['Resource and NotResource', document({ ...good, NotResource: '*' })],
    ['a principal', document({ ...good, Principal: '*' })],
    ['an unknown condition operator', document({ ...good, Condition: { StringSortOf: { 'aws:x': '1' } } })],
    ['a condition key without a service', document({ ...good, Condition: { StringEquals: { x: '1' } } })],
    ['a Sid with a space', document({ ...good, Sid: 'not one' })],
    [
      'a Sid twice',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { ...good, Sid: 'A' },
          { ...good, Sid: 'A' },
        ],
      }),
    ],
  ])('with %s is malformed', (_, text) => {
    expect(problemIn(text, 'identity')).toEqual(expect.any(String));
  });
});

describe('a trust policy', () => {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } };

  test('names whom it trusts', () => {
    expect(problemIn(document(trust), 'trust')).toBeUndefined();
    for (const AWS of ['*', '111122223333', 'arn:aws:iam::111122223333:root', 'AIDAIOSFODNN7EXAMPLE'])
      expect(problemIn(document({ ...trust, Principal: { AWS } }), 'trust')).toBeUndefined();
  });

  test.each<[string, object]>([
    ['no principal', { Effect: 'Allow', Action: 'sts:AssumeRole' }],
    ['a resource', { ...trust, Resource: '*' }],
    ['an action that is not of STS', { ...trust, Action: 's3:GetObject' }],
    ['a wildcard within a principal', { ...trust, Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }],
    ['a principal of an unknown kind', { ...trust, Principal: { Person: 'alice' } }],
    ['NotPrincipal in an Allow', { Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: '111122223333' } }],
  ])('with %s is malformed', (_, statement) => {
    expect(problemIn(document(statement), 'trust')).toEqual(expect.any(String));
  });
});
