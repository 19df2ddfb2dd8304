import { describe, expect, it } from '@jest/globals';
import { isShared, resourceOf } from '../../../workflows/contract/names.js';

const groupOf = (name: string): string =>
  `arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:0a1b2c3d-0000-4000-8000-000000000001:autoScalingGroupName/${name}`;

describe('the name of a resource', () => {
  it.each([
    ['arn:aws:ec2:eu-west-1:111122223333:instance/i-0aaaaaaaaaaaaaaaa', 'i-0aaaaaaaaaaaaaaaa'],
    ['arn:aws:iam::111122223333:role/team/web', 'web'],
    [groupOf('web-prod_2.b'), 'web-prod_2.b'],
  ])('of %s is %s', (arn, name) => {
    expect(resourceOf(arn)).toBe(name);
  });

  it.each(['team/web', '$(id)', 'a b', '-x', "it's", 'two\nlines', ''])(
    'of an Auto Scaling group that is called %j is its id: no step and no shell must misread it',
    (name) => {
      expect(resourceOf(groupOf(name))).toBe('autoScalingGroup:0a1b2c3d-0000-4000-8000-000000000001');
    },
  );
});

describe('what targets share', () => {
  it('is an Auto Scaling group, and nothing else', () => {
    expect(isShared(groupOf('web'))).toBe(true);
    expect(isShared(groupOf('team/web'))).toBe(true);
    expect(isShared('arn:aws:ec2:eu-west-1:111122223333:instance/i-0aaaaaaaaaaaaaaaa')).toBe(false);
    expect(isShared('web-prod')).toBe(false);
  });
});
