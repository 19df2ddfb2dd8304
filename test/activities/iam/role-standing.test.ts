import { describe, expect, it } from '@jest/globals';
import { trustedBy } from '../../../activities/iam/role-standing.js';

const trust = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

describe('whom a role trusts', () => {
  it.each<[string, string, readonly string[]]>([
    ['one service', trust({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } }), ['ec2.amazonaws.com']],
    [
      'several, of several kinds, each once',
      trust(
        { Effect: 'Allow', Principal: { AWS: ['b', 'a'], Federated: 'c' } },
        { Effect: 'Allow', Principal: { AWS: 'a' } },
      ),
      ['a', 'b', 'c'],
    ],
    ['everybody', trust({ Effect: 'Allow', Principal: '*' }), ['*']],
    ['nobody that is denied', trust({ Effect: 'Deny', Principal: '*' }), []],
    ['everybody but one', trust({ Effect: 'Allow', NotPrincipal: { AWS: 'a' } }), ['everybody but a']],
    ['a single statement', JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: 'a' } } }), ['a']],
    ['no document', 'not JSON', []],
  ])('is %s', (_, document, who) => {
    expect(trustedBy(document)).toEqual(who);
  });
});
