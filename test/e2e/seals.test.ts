import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { accounts } from '../../sandbox/gateway/accounts.js';
import { rootOf } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { until } from '../support/aws.js';
import { patience } from '../support/stack/sandbox.js';
import { Stack } from '../support/stack.js';
import { verifyShape } from './shapes.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(180_000);

const Bucket = 'acme-forensics-vault';

let stack: Stack;
let s3: S3Client;
beforeAll(async () => {
  stack = await Stack.start();
  const { endpoint, region } = stack.status().aws;
  const credentials = rootOf(worldFiles(join(stack.home, 'aws')).credentials, accounts.forensics);
  s3 = new S3Client({ endpoint, region, credentials });
});
afterAll(async () => {
  s3?.destroy();
  await stack?.stop();
});

/** A run that ends at once, in a new case unless one is named: nobody wants it. Answers its case. */
const denied = async (...within: readonly string[]): Promise<string> => {
  const target = stack.status().targets[0]?.id ?? '';
  const run = await stack.launch(target, ...within);
  await stack.ask('deny', run.id, '--plan', run.planHash, '--reason', 'not now', '--as', 'ir-lead');
  await stack.untilState(run.id, 'denied');
  return run.case;
};

/** Waits until so many seals of the case are on record. */
const sealed = (caseId: string, count: number): Promise<readonly Entry<'seal'>['body'][]> =>
  until(
    `${count} seals of ${caseId}`,
    async () => {
      const seals = await stack.reading.ledger.entries(caseId, { kinds: ['seal'] });
      return seals.length < count ? undefined : seals.map(({ body }) => body as Entry<'seal'>['body']);
    },
    patience,
  );

/** Copies the seals out of the vault, as `aws s3 cp --recursive` does. */
const copySeals = async (folder: string): Promise<string> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'seals/' }));
  for (const { Key = '' } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const file = join(folder, Key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, (await Body?.transformToByteArray()) ?? '');
  }
  return folder;
};

it('doctor finds nothing that fails, and a vault that is apart, in which all holds', async () => {
  const lines = await stack.ask<readonly { readonly name: string; readonly state: string }[]>('doctor');
  expect(lines.filter(({ state }) => state === 'failed')).toEqual([]);
  const fine = lines.filter(({ state }) => state === 'ok').map(({ name }) => name);
  expect(fine).toEqual(
    expect.arrayContaining(['ledger', 'temporal', 'worker', 'aws', 'vault', 'ledger, written by the worker']),
  );
  expect(await stack.ask('vault', 'check')).toMatchObject({ ok: true, vault: { account: accounts.forensics } });
  const checked = await stack.reading.ledger.entries('deployment', { kinds: ['deployment'] });
  expect(checked.map(({ body }) => body)).toContainEqual(
    expect.objectContaining({ event: 'vault-examined', bucket: Bucket, isInAttackedAccount: false, problems: [] }),
  );
});

it('what was sealed cannot be cut, rolled back or told otherwise without that being found', async () => {
  const caseId = await denied();
  await sealed(caseId, 1);
  // What an attacker on the worker's host keeps, to put it back later.
  const old = join(stack.home, 'old.db');
  const db = new DatabaseSync(stack.status().ledger.path, { readOnly: true });
  db.exec(`VACUUM INTO '${old}'`);
  db.close();
  await denied('--case', caseId);
  const seals = await sealed(caseId, 2);
  expect(seals.map(({ event }) => event)).toEqual(['sealed', 'sealed']);
  const folder = await copySeals(join(stack.home, 'copied'));

  const verified = verifyShape.parse(await stack.ask('audit', 'verify', caseId, '--seals', folder));
  // Each is on record and in the vault, and counts once.
  expect(verified).toMatchObject({ ok: true, seals: 2, firstBad: null });
  expect(verifyShape.parse(await stack.ask('audit', 'verify', '--seals', folder)).ok).toBe(true);

  const config = join(stack.home, 'old.yaml');
  const { ledger, ...settings } = parse(readFileSync(join(stack.home, 'firebreak.yaml'), 'utf8')) as {
    readonly ledger: { readonly key: string };
  };
  writeFileSync(config, stringify({ ...settings, ledger: { ...ledger, path: old } }));
  expect((await stack.cli('audit', 'verify', caseId, '--config', config)).code).toBe(0);
  const rolledBack = await stack.cli('audit', 'verify', caseId, '--seals', folder, '--config', config);
  expect(rolledBack.code).toBe(6);
  const tampered = `^LEDGER TAMPERED: ${caseId}: entry`;
  expect(rolledBack.stdout).toMatch(new RegExp(`${tampered} \\d+: cut: .*\\.checkpoint seals \\d+ entries`));

  const { stdout: exported } = await stack.cli('audit', 'export', caseId);
  const { stdout: keys } = await stack.cli('audit', 'keys', '--json');
  const [file, keyFile] = [join(stack.home, 'case.jsonl'), join(stack.home, 'keys.json')];
  writeFileSync(keyFile, keys);
  const offline = ['audit', 'verify', '--file', file, '--keys', keyFile, '--seals', folder];
  writeFileSync(file, exported);
  expect(await stack.ask(...offline)).toMatchObject({ ok: true, seals: 2 });
  writeFileSync(file, exported.split('\n').slice(0, 4).join('\n'));
  const cut = await stack.cli(...offline);
  expect({ code: cut.code, stdout: cut.stdout }).toEqual({
    code: 6,
    stdout: expect.stringMatching(new RegExp(`${tampered} 5: cut: `)),
  });
});

it('one entry is proven without the others', async () => {
  const caseId = await denied();
  await sealed(caseId, 1);
  const { code, stdout } = await stack.cli('audit', 'prove', caseId, '3');
  expect(code).toBe(0);
  const [proof, keyFile] = [join(stack.home, 'entry.tlog-proof'), join(stack.home, 'proof-keys.json')];
  writeFileSync(proof, stdout);
  writeFileSync(keyFile, (await stack.cli('audit', 'keys', '--json')).stdout);
  const check = ['audit', 'verify', '--proof', proof, '--keys', keyFile];
  expect(await stack.ask(...check)).toMatchObject({ ok: true, case: caseId, seq: 3 });
  writeFileSync(proof, stdout.replace('index 2', 'index 3'));
  expect(await stack.cli(...check)).toMatchObject({ code: 6, stdout: expect.stringMatching(/^PROOF DOES NOT HOLD/) });
  expect((await stack.cli('audit', 'prove', caseId, '9999')).code).toBe(4);
  const [verifier] = await stack.ask<readonly string[]>('audit', 'keys', caseId);
  expect(verifier).toMatch(new RegExp(`^firebreak\\.local/[0-9a-f]{16}/${caseId}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+$`));
});

it('a vault that is not there delays the seal, and nothing else', async () => {
  await stack.admin.addFault({
    kind: 'error',
    status: 503,
    match: { service: 's3', operation: 'PutObject', times: 2 },
  });
  const caseId = await denied();
  const [seal] = await sealed(caseId, 1);
  expect(seal).toMatchObject({ event: 'sealed', stored: { bucket: Bucket } });
  const faults = await stack.admin.faults();
  expect(faults.map(({ hits }) => hits)).toEqual([2]);
  const { seals } = await stack.ask<{ readonly seals: unknown }>('status');
  expect(seals).toMatchObject({ vault: Bucket, late: false, refused: [] });
});
