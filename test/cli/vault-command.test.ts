import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, SANDBOX_REGION } from '../../sandbox/gateway/accounts.js';
import { startAws, type SandboxAws } from '../support/aws.js';
import { runProgram, type Told } from '../support/stack/program.js';
import { rootClients } from '../worker/vault/account.js';
import { rootOf } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';

type Shown = {
  readonly ok: boolean;
  readonly vault: { readonly keyArn: string };
  readonly properties: readonly { readonly name: string; readonly ok: boolean; readonly fix?: string }[];
};

const vault = {
  bucket: 'acme-vault',
  roleArn: `arn:aws:iam::${accounts.forensics}:role/firebreak-vault`,
  externalId: 'an-external-id',
  retainDays: 365,
};

let aws: SandboxAws;
let home: string;
let worker: string;
beforeAll(async () => {
  aws = await startAws();
  home = mkdtempSync(join(tmpdir(), 'firebreak-vault-'));
  mkdirSync(join(home, 'logs'));
  const { User } = await rootClients(aws, accounts.victim).iam.createUser({ UserName: 'firebreak' });
  worker = User?.Arn ?? '';
  configure({ vault });
}, 60_000);
afterAll(async () => {
  await aws.stop();
  rmSync(home, { recursive: true, force: true });
});

const configure = (more: object): void =>
  writeFileSync(
    join(home, 'firebreak.yaml'),
    JSON.stringify({
      mode: 'production',
      aws: { region: SANDBOX_REGION },
      ledger: { path: 'l.db', key: 'k' },
      ...more,
    }),
  );

/** The command with the credentials of an account's root user in its environment. */
const command = (account: string, ...args: readonly string[]): Promise<Told> => {
  const { accessKeyId, secretAccessKey } = rootOf(worldFiles(aws.world).credentials, account);
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return runProgram(home, { env: { AWS_ENDPOINT_URL: aws.url, ...keys } }, ['vault', ...args, '--json']);
};
const forensics = (...args: readonly string[]): Promise<Told> => command(accounts.forensics, ...args);
const codeOf = (told: Told): string => told.json<{ readonly error: { readonly code: string } }>().error.code;

describe('firebreak vault', () => {
  it('refuses credentials of another account, and a worker of the vault’s own', async () => {
    const stranger = await command(accounts.victim, 'check');
    expect([stranger.code, codeOf(stranger)]).toEqual([3, 'wrong-account']);
    const own = await forensics('init', '--worker', `arn:aws:iam::${accounts.forensics}:role/worker`);
    expect([own.code, codeOf(own)]).toEqual([3, 'own-account']);
  });

  it('checks what is not there yet: exit 6, and what to do; without a configuration, exit 2', async () => {
    const told = await forensics('check');
    expect(told.code).toBe(6);
    const { ok, properties } = told.json<Shown>();
    expect(ok).toBe(false);
    expect(properties.filter((one) => !one.ok).every(({ fix }) => fix !== undefined && fix !== '')).toBe(true);
    configure({});
    const none = await forensics('check');
    configure({ vault });
    expect([none.code, codeOf(none)]).toEqual([2, 'no-vault']);
  });

  it('asks whom the role is for before anybody guesses, and goes on where it stopped', async () => {
    const whom = await forensics('init');
    expect([whom.code, codeOf(whom)]).toEqual([2, 'no-worker']);
    const told = await forensics('init', '--worker', worker);
    const made = told.json<Shown>();
    expect(told.code).toBe(6);
    expect(made.properties.filter((one) => !one.ok).map(({ name }) => name)).toEqual(['configuration']);
    configure({ vault: { ...vault, keyArn: made.vault.keyArn } });
    expect([(await forensics('init')).code, (await forensics('check')).code]).toEqual([0, 0]);
  });
});
