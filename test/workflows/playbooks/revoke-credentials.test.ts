import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../workflows/contract/json.js';
import { revokeCredentials } from '../../../workflows/playbooks/revoke-credentials.js';

const scope = { account: '111122223333', region: 'eu-west-1' };
const user = 'arn:aws:iam::111122223333:user/ci/deploy-bot';
const role = 'arn:aws:iam::111122223333:role/web/web-tier';
const host = 'i-0aaaaaaaaaaaaaaaa';

const steps = (input: JsonObject) =>
  revokeCredentials
    .stages(input, scope)
    .flatMap(({ tracks }) => tracks.flatMap((track) => track.steps.map((step) => [step.action, step.input])));

describe('what is revoked', () => {
  it('is all that a user has, in one track on the user, the denial first', () => {
    const [stage] = revokeCredentials.stages({ principal: user }, scope);
    expect(stage?.tracks.map(({ target }) => target)).toEqual([user]);
    expect(steps({ principal: user })).toEqual([
      ['denyUser', { userName: 'deploy-bot' }],
      ['deactivateKeys', { userName: 'deploy-bot' }],
      ['deleteLoginProfile', { userName: 'deploy-bot' }],
      ['deactivateCredentials', { userName: 'deploy-bot' }],
    ]);
  });

  it('remembers the key that led to the user, and leaves a password that is to be kept', () => {
    expect(steps({ principal: user, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', password: 'keep' })).toEqual([
      ['denyUser', { userName: 'deploy-bot' }],
      ['deactivateKeys', { userName: 'deploy-bot', accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }],
      ['deactivateCredentials', { userName: 'deploy-bot' }],
    ]);
  });

  it('is every session of a role, after the way back in is shut where that is asked for', () => {
    expect(steps({ principal: role, trust: 'keep' })).toEqual([['revokeSessions', { roleName: 'web-tier' }]]);
    expect(steps({ principal: role, trust: 'deny' }).map(([action]) => action)).toEqual([
      'denyTrust',
      'revokeSessions',
    ]);
  });

  it('is the sessions of the named hosts alone', () => {
    const other = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0bbbbbbb';
    expect(steps({ principal: role, instanceId: `${host}, ${other}` })).toEqual([
      ['denyHostSessions', { roleName: 'web-tier', instanceIds: [host, 'i-0bbbbbbb'] }],
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ['hosts of a user', { principal: user, instanceId: host }, 'are for roles'],
    ['trust of a user', { principal: user, trust: 'deny' }, 'are for roles'],
    ['the trust of single hosts', { principal: role, instanceId: host, trust: 'deny' }, 'for a whole role'],
    [
      'a host of another Region',
      { principal: role, instanceId: `arn:aws:ec2:us-east-1:111122223333:instance/${host}` },
      'Region us-east-1',
    ],
    ['a host that is none', { principal: role, instanceId: 'web-1' }, 'instanceId must be'],
    ['a key that nobody resolved', { principal: 'AKIAAAAAAAAAAAAAAAAA' }, 'must be the ARN'],
    ['the root user', { principal: 'arn:aws:iam::111122223333:root' }, 'must be the ARN'],
    ['nobody', {}, 'must be the ARN'],
  ])('is not %s', (_, input, reason) => {
    expect(() => steps(input)).toThrow(reason);
  });
});
