import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../worker/config.js';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vault = {
  bucket: 'acme-forensics-vault',
  roleArn: 'arn:aws:iam::444455556666:role/firebreak-vault',
  externalId: 'an-external-id',
  retainDays: 30,
};
const load = (settings: object) => {
  const file = join(folder, 'firebreak.yaml');
  writeFileSync(file, JSON.stringify(settings));
  return loadConfig(file);
};

describe('the vault in the configuration', () => {
  it('may be left out', () => {
    expect(load({}).vault).toBeUndefined();
  });

  it('locks in governance mode and has no tools unless told', () => {
    expect(load({ vault }).vault).toEqual({ ...vault, lockMode: 'governance', tools: {} });
  });

  it.each([
    ['a bucket that is none', { bucket: 'Not_A_Bucket' }],
    ['a role that is none', { roleArn: 'arn:aws:iam::444455556666:user/somebody' }],
    ['a lock of no days', { retainDays: 0 }],
    ['a lock that is none', { lockMode: 'none' }],
    ['a tool without its hash', { tools: { avml: { key: 'tools/avml', version: '0.19.0' } } }],
    ['what nobody knows', { regoin: 'eu-west-1' }],
  ])('is refused with %s', (_, changes) => {
    expect(() => load({ vault: { ...vault, ...changes } })).toThrow('not a valid configuration');
  });
});
