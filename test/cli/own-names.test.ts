import { describe, expect, it } from '@jest/globals';
import { checkLaunch, ownNames } from '../../cli/session/check-launch.js';

describe('the inputs of a playbook', () => {
  const key = 'AKIAIOSFODNN7EXAMPLE';

  it('may come under the other name that commands take', () => {
    expect(ownNames('revoke-credentials', { accessKeyId: key, trust: 'keep' })).toEqual({
      principal: key,
      trust: 'keep',
    });
    expect(ownNames('contain-instance', { instanceId: 'i-0123456789abcdef0' })).toEqual({
      instanceId: 'i-0123456789abcdef0',
    });
  });

  it('are refused when one comes under two names', () => {
    expect(() => ownNames('revoke-credentials', { accessKeyId: key, principal: 'user/alice' })).toThrow(
      'one input under two names',
    );
  });

  it.each(['user/alice', 'role/web-tier', 'arn:aws:iam::111122223333:user/ops/alice', 'AKIAIOSFODNN7EXAMPLE'])(
    'name a principal as %s',
    (principal) => {
      expect(checkLaunch('revoke-credentials', { principal }).name).toBe('revoke-credentials');
    },
  );

  it.each(['alice', 'user/', 'group/admins', 'AKIA', 'arn:aws:iam::111122223333:root'])(
    'do not name a principal as %s',
    (principal) => {
      expect(() => checkLaunch('revoke-credentials', { principal })).toThrow(
        'neither an access key id nor a user nor a role',
      );
    },
  );

  it('choose only what is offered', () => {
    expect(() => checkLaunch('revoke-credentials', { principal: 'user/alice', trust: 'maybe' })).toThrow('cannot be');
  });
});
