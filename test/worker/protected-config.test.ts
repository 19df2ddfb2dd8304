import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../worker/config.js';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (settings: object) => {
  const file = join(folder, 'firebreak.yaml');
  writeFileSync(file, JSON.stringify(settings));
  return loadConfig(file).protected;
};

describe('what the configuration protects', () => {
  it('is nothing unless told', () => {
    expect(load({})).toEqual({ resources: [] });
  });

  it('is what it lists', () => {
    const resources = [
      'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
      'arn:aws:iam::111122223333:role/ops/approvers',
      'arn:aws:s3:::acme-forensics-vault',
      'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:6e1a:autoScalingGroupName/temporal',
    ];
    expect(load({ protected: { resources } })).toEqual({ resources });
  });

  it.each([
    ['what is no ARN', 'i-0123456789abcdef0', 'i-0123456789abcdef0 must be an ARN'],
    ['wildcards', 'arn:aws:iam::111122223333:role/ops-*', 'list each by itself'],
    ['a session', 'arn:aws:sts::111122223333:assumed-role/ops/ada', 'list its role'],
    ['a whole account', 'arn:aws:iam::111122223333:root', 'list the users, roles and hosts in it'],
  ])('may not have %s in it, and says what to write instead', (_, arn, message) => {
    expect(() => load({ protected: { resources: [arn] } })).toThrow(message);
  });

  it('is refused with a setting that nobody knows', () => {
    expect(() => load({ protected: { ressources: [] } })).toThrow('not a valid configuration');
  });
});
