import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openKmsSigner, type KmsSigner } from '../../../activities/aws/kms-signer.js';
import type { VaultSettings } from '../../../activities/aws/vault.js';
import { signingKeyOf } from '../../../activities/self-protection/protection.js';
import { parseKeys } from '../../../ledger/keys.js';
import { openLedger, openReader } from '../../../ledger/open.js';
import { rotate } from '../../../ledger/rotation/rotate.js';
import { trustedKeys } from '../../../ledger/rotation/trusted-keys.js';
import { openCheckpoint, signCheckpoint } from '../../../ledger/seals/checkpoint.js';
import { checkedSigner } from '../../../ledger/signer.js';
import { openSigningKey, pin, pinnedPath } from '../../../ledger/signing-key.js';
import { verifyStored } from '../../../ledger/verify-stored.js';
import type { LedgerReport } from '../../../ledger/verify.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { temporaryFolder } from '../../ledger/fixtures/temporary.js';
import { makeSigningKey, makeVault, makeWorker } from '../fixtures/vault.js';

const root = temporaryFolder();
let aws: SandboxAws;
let vault: VaultSettings;
let keyArn: string;
let other: string;
const open: KmsSigner[] = [];

beforeAll(async () => {
  aws = await startAws();
  vault = await makeVault(aws);
  keyArn = await makeSigningKey(aws, vault);
  other = await makeSigningKey(aws, vault);
  const worker = await makeWorker(aws, ['captureMemory']);
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = worker.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = worker.secretAccessKey;
});
afterEach(() => aws.admin.clearFaults());
afterAll(async () => {
  for (const signer of open) signer.close();
  await aws.stop();
});

const place = (): { readonly path: string; readonly keyPath: string } => {
  const folder = mkdtempSync(join(root, 'kms-'));
  return { path: join(folder, 'ledger.db'), keyPath: join(folder, 'ledger-key') };
};
const signerAt = async (keyPath: string, arn = keyArn): Promise<KmsSigner> => {
  const signer = await openKmsSigner({ keyArn: arn, role: vault });
  open.push(signer);
  pin(keyPath, signer.publicKey);
  return signer;
};
const verify = async (path: string, keyPath: string, caseId = 'case-1'): Promise<LedgerReport> => {
  const reader = await openReader({ path });
  try {
    return await verifyStored(reader, caseId, (await trustedKeys(reader, keyPath)).keys);
  } finally {
    await reader.close();
  }
};
const body = (text: string) => ({ run: 'run-1', text });

test('signs entries, heads and checkpoints by the role of the vault, and pins its public half', async () => {
  const { path, keyPath } = place();
  const signer = await signerAt(keyPath);
  expect(parseKeys(readFileSync(pinnedPath(keyPath), 'utf8'))).toEqual([signer.publicKey]);
  const ledger = await openLedger({ path }, { keyPath, signer });
  await Promise.all(['one', 'two', 'three'].map((text) => ledger.append('case-1', 'worker', 'note', body(text))));
  await ledger.close();
  expect(await verify(path, keyPath)).toMatchObject({ ok: true, entries: 3, keys: [signer.id] });
  const note = await signCheckpoint({ case: 'case-1', size: 3, root: Buffer.alloc(32) }, signer);
  expect(openCheckpoint(note, [signer.publicKey])).toMatchObject({ size: 3 });
});

test('while KMS does not answer nothing is recorded, and it says what to wait for', async () => {
  const { path, keyPath } = place();
  const ledger = await openLedger({ path }, { keyPath, signer: await signerAt(keyPath) });
  await ledger.append('case-1', 'worker', 'note', body('before'));
  await aws.admin.addFault({
    match: { operation: 'Sign', times: 50 },
    kind: 'error',
    status: 500,
    code: 'KMSInternalException',
  });
  await expect(ledger.append('case-1', 'worker', 'note', body('meanwhile'))).rejects.toMatchObject({
    name: 'LedgerUnavailableError',
    message: expect.stringMatching(/AWS KMS did not sign .*KMSInternalException.*nothing is recorded/),
  });
  await aws.admin.clearFaults();
  await ledger.append('case-1', 'worker', 'note', body('after'));
  await ledger.close();
  expect(await verify(path, keyPath)).toMatchObject({ ok: true, entries: 2 });
});

test('a signature by any other key is never stored', async () => {
  const { path, keyPath } = place();
  const [right, wrong] = [await signerAt(keyPath), await signerAt(place().keyPath, other)];
  const signer = checkedSigner(right.publicKey, wrong.sign);
  const ledger = await openLedger({ path }, { keyPath, signer });
  await expect(ledger.append('case-1', 'worker', 'note', body('x'))).rejects.toThrow(/no signature by the pinned key/);
  expect(await ledger.cases()).toEqual([]);
  await ledger.close();
});

test('a key that is another than the pinned one, and one that cannot sign so, are refused', async () => {
  const { keyPath } = place();
  await signerAt(keyPath);
  await expect(signerAt(keyPath, other)).rejects.toThrow(/one of them was replaced/);
  const cannot = openKmsSigner({ keyArn: vault.keyArn ?? '', role: vault });
  await expect(cannot).rejects.toMatchObject({ name: 'LedgerUnavailableError' });
});

test('takes over from a key in a file', async () => {
  const { path, keyPath } = place();
  const file = openSigningKey(keyPath);
  const ledger = await openLedger({ path }, { keyPath });
  await ledger.append('case-1', 'worker', 'note', body('by the file'));
  await ledger.close();
  const unpinned = join(mkdtempSync(join(root, 'kms-')), 'next');
  const signer = await signerAt(unpinned);
  await rotate({ place: { path }, keyPath, actor: 'lead' }, file, signer);
  rmSync(keyPath);
  const next = await openLedger({ path }, { keyPath, signer });
  await next.append('case-1', 'worker', 'note', body('by KMS'));
  await next.close();
  expect(await verify(path, keyPath)).toMatchObject({ ok: true, entries: 2, keys: [file.id, signer.id] });
});

test('is what no playbook may touch', () => {
  const found = signingKeyOf({ keyArn, roleArn: vault.roleArn });
  expect(found.map(({ arn }) => arn)).toEqual([keyArn, vault.roleArn]);
});
