import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openSealVault, type SealVault } from '../../activities/aws/seal-vault.js';
import type { VaultSettings } from '../../activities/aws/vault.js';
import type { Ledger } from '../../ledger/ledger.js';
import { openCheckpoint } from '../../ledger/seals/checkpoint.js';
import { nameOf, placeOfCase, placeOfLedger } from '../../ledger/seals/seal.js';
import { recordedSeals, sealedSoFar } from '../../ledger/seals/standing.js';
import { withSeals } from '../../ledger/seals/with-seals.js';
import type { Signer } from '../../ledger/signer.js';
import { openSigningKey } from '../../ledger/signing-key.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import type { LedgerReader } from '../../ledger/reader.js';
import { openSqliteReader } from '../../ledger/sqlite/reader.js';
import { verifyLedger } from '../../ledger/verify.js';
import { Sealing } from '../../worker/sealing.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { makeVault, makeWorker, vaultS3 } from '../activities/fixtures/vault.js';
import { startAws, until, type SandboxAws } from '../support/aws.js';
import { openLedgerFile } from '../support/ledger-file.js';

let aws: SandboxAws;
let settings: VaultSettings;
let s3: S3Client;
beforeAll(async () => {
  aws = await startAws();
  settings = await makeVault(aws);
  s3 = vaultS3(aws);
  const worker = await makeWorker(aws, ['captureMemory']);
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = worker.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = worker.secretAccessKey;
});
afterEach(() => aws.admin.clearFaults());
afterAll(async () => {
  s3.destroy();
  await aws.stop();
});

/** A ledger of its own, with what seals it. */
class Office {
  readonly said: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'firebreak-sealing-'));
  readonly path = join(this.folder, 'ledger.db');
  readonly key: Signer = openSigningKey(join(this.folder, 'signing.key'));
  readonly vault: SealVault = openSealVault(settings, placeOfLedger(this.key.id));
  #ledger: Ledger | null = null;
  #reader: LedgerReader | null = null;

  async open(): Promise<this> {
    this.#ledger = await openLedger({ path: this.path, keyPath: join(this.folder, 'signing.key') });
    this.#reader = openSqliteReader(this.path);
    return this;
  }

  get ledger(): Ledger {
    if (!this.#ledger) throw new Error('the ledger is closed');
    return this.#ledger;
  }

  get reader(): LedgerReader {
    if (!this.#reader) throw new Error('the ledger is closed');
    return this.#reader;
  }

  /** A worker that seals as soon as anything new is there. */
  sealing({
    vault = this.vault,
    every = 0,
  }: { readonly vault?: SealVault | null; readonly every?: number } = {}): Sealing {
    const { ledger, reader, key } = this;
    return new Sealing({
      ledger,
      reader,
      key,
      actor: 'worker:test',
      vault,
      every,
      say: (text) => this.said.push(text),
    });
  }

  note(text: string, caseId = 'case-1'): Promise<Entry> {
    return this.ledger.append(caseId, 'worker:test', 'note', { run: 'run-1', text });
  }

  async notes(count: number, caseId = 'case-1'): Promise<void> {
    for (let at = 0; at < count; at += 1) await this.note(`note ${at}`, caseId);
  }

  async seals(caseId = 'case-1'): Promise<readonly Entry<'seal'>['body'][]> {
    return (await this.reader.entries(caseId, { kinds: ['seal'] })).map(({ body }) => body as Entry<'seal'>['body']);
  }

  async inVault(caseId = 'case-1'): Promise<readonly string[]> {
    const Prefix = placeOfCase({ ledger: this.key.id, case: caseId });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: settings.bucket, Prefix }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** Changes the file behind the ledger's back, with everything closed meanwhile. */
  async behindItsBack(work: () => void): Promise<void> {
    await this.#reader?.close();
    await this.#ledger?.close();
    work();
    await this.open();
  }

  async close(): Promise<void> {
    this.vault.close();
    await this.#reader?.close();
    await this.#ledger?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let office: Office;
const opened = async (): Promise<Office> => (office = await new Office().open());
afterEach(() => office.close());

describe('sealing', () => {
  it('keeps a checkpoint of the case in the vault, under a lock that nobody can take off', async () => {
    const { key, reader } = await opened();
    await office.notes(5);
    await office.sealing().look();
    const [seal, ...more] = await office.seals();
    expect(more).toEqual([]);
    expect(seal).toMatchObject({ run: 'run-1', event: 'sealed', size: 5, stored: { bucket: settings.bucket } });
    const [Key = ''] = await office.inVault();
    const object = await s3.send(new GetObjectCommand({ Bucket: settings.bucket, Key }));
    const text = (await object.Body?.transformToString()) ?? '';
    expect(openCheckpoint(text, [key.publicKey])).toMatchObject({ ledger: key.id, case: 'case-1', size: 5 });
    expect(object.ObjectLockMode).toBe('COMPLIANCE');
    // Root of the vault's own account, with the right to everything.
    for (const BypassGovernanceRetention of [false, true])
      await expect(
        s3.send(
          new DeleteObjectCommand({
            Bucket: settings.bucket,
            Key,
            VersionId: object.VersionId,
            BypassGovernanceRetention,
          }),
        ),
      ).rejects.toMatchObject({ name: 'AccessDenied' });
    const overwritten = { Bucket: settings.bucket, Key, Body: 'another', ChecksumAlgorithm: 'SHA256' } as const;
    await s3.send(new PutObjectCommand(overwritten));
    const kept = await s3.send(new GetObjectCommand({ Bucket: settings.bucket, Key, VersionId: object.VersionId }));
    expect(await kept.Body?.transformToString()).toBe(text);
    expect(await sealedSoFar(reader, [key.publicKey], 'case-1')).toMatchObject({
      size: 5,
      waiting: null,
      refused: null,
    });
  });

  it('does not seal its own seals, and covers each by the next', async () => {
    const { key, reader } = await opened();
    await office.notes(3);
    const sealing = office.sealing();
    for (let look = 0; look < 3; look += 1) await sealing.look();
    expect(await office.seals()).toHaveLength(1);
    await office.note('one more');
    await sealing.look();
    expect(await office.seals()).toMatchObject([{ size: 3 }, { size: 5 }]);
    const seals = await recordedSeals(reader, [key.publicKey], 'case-1');
    const report = await withSeals(seals, (watch) => verifyLedger(watch(reader.lines('case-1')), [key.publicKey]));
    expect(report).toMatchObject({ ok: true, entries: 6, seals: 2 });
  });

  it('waits until it is time, but for the end of a run', async () => {
    await opened();
    const sealing = office.sealing({ every: 3_600 });
    await office.notes(2);
    await sealing.look();
    expect(await office.seals()).toEqual([]);
    await office.ledger.append('case-1', 'worker:test', 'run', { run: 'run-1', event: 'state', state: 'completed' });
    await office.notes(2, 'case-2');
    await sealing.look();
    expect(await office.seals()).toMatchObject([{ size: 3 }]);
    expect(await office.seals('case-2')).toEqual([]);
  });

  it('takes nothing for sealed that was altered in the file for a moment, and goes on when it is as it was', async () => {
    await opened();
    await office.notes(3);
    const db = openLedgerFile(office.path);
    const swap = (from: string, to: string): void => {
      const { changes } = db
        .prepare('UPDATE entries SET text = replace(text, ?, ?) WHERE seq = 2 AND instr(text, ?)')
        .run(from, to, from);
      expect(changes).toBe(1);
    };
    swap('note 1', 'n0te 1');
    await office.sealing().look();
    expect(await office.seals()).toEqual([]);
    expect(await office.inVault()).toEqual([]);
    expect(office.said).toEqual([expect.stringMatching(/^case-1 cannot be sealed now \(Error: entry 2: hash: /)]);
    swap('n0te 1', 'note 1');
    db.close();
    await office.sealing().look();
    expect(await office.seals()).toMatchObject([{ event: 'sealed', size: 3 }]);
  });

  it('does not let one case that cannot be sealed keep the others waiting', async () => {
    await opened();
    await office.notes(2, 'case-1');
    await office.notes(2, 'case-2');
    const db = openLedgerFile(office.path);
    db.exec("UPDATE entries SET text = 'no entry' WHERE case_id = 'case-1' AND seq = 1");
    db.close();
    const sealing = office.sealing();
    await sealing.look();
    await sealing.look();
    expect(await office.seals('case-2')).toMatchObject([{ event: 'sealed', size: 2 }]);
    expect(office.said).toEqual([expect.stringMatching(/^case-1 cannot be sealed now/)]);
  });

  it('by two workers at once leaves one seal', async () => {
    await opened();
    await office.notes(4);
    await Promise.all([office.sealing().look(), office.sealing().look()]);
    expect(office.said).toEqual([]);
    expect(await office.seals()).toHaveLength(1);
    expect(await office.inVault()).toHaveLength(1);
  });

  it('goes on in another process where the last one was, also when that had not come to write it down', async () => {
    await opened();
    await office.notes(4);
    await office.sealing().look();
    await office.note('later');
    const quiet = { ...office.ledger, keys: office.ledger.keys, appendOnce: () => Promise.reject(new Error('killed')) };
    const { reader, key, vault } = office;
    const said: string[] = [];
    const parts = { ledger: quiet, reader, key, actor: 'worker:test', vault, every: 0 };
    await new Sealing({ ...parts, say: (text) => said.push(text) }).look();
    expect(said).toEqual([expect.stringMatching(/killed/)]);
    expect(await office.inVault()).toHaveLength(2);
    await office.sealing().look();
    expect(await office.seals()).toMatchObject([{ size: 4 }, { size: 6 }]);
    expect(await office.inVault()).toHaveLength(2);
    expect(office.said).toEqual([]);
  });

  it('is done later when S3 is not there, and keeps nothing else from going on', async () => {
    await opened();
    await office.notes(2);
    await aws.admin.addFault({
      kind: 'error',
      match: { service: 's3', operation: 'PutObject', times: 1 },
      status: 503,
    });
    const stop = new AbortController();
    const running = office.sealing().run(stop.signal);
    await until('the first refusal', async () => office.said.at(0));
    await office.note('in the meantime');
    const seal = await until('the seal', async () => (await office.seals()).at(0));
    stop.abort();
    await running;
    expect(seal).toMatchObject({ event: 'sealed', size: 3 });
    expect(office.said).toEqual([expect.stringMatching(/^case-1 cannot be sealed now \(/)]);
  });

  it('without a vault leaves checkpoints in the ledger alone, and they say so', async () => {
    const { key, reader } = await opened();
    await office.notes(2);
    await office.sealing({ vault: null }).look();
    expect(await office.seals()).toMatchObject([{ event: 'sealed', size: 2, stored: null }]);
    expect((await sealedSoFar(reader, [key.publicKey], 'case-1')).newest?.isKept).toBe(false);
    expect(await office.inVault()).toEqual([]);
  });
});

describe('a ledger that an older seal speaks against is not sealed any more', () => {
  const sealedThenRolledBack = async (more: number): Promise<void> => {
    await opened();
    await office.notes(3);
    await office.sealing().look();
    const copy = join(office.folder, 'copy.db');
    await office.behindItsBack(() => copyFileSync(office.path, copy));
    await office.notes(4);
    await office.sealing().look();
    await office.behindItsBack(() => {
      copyFileSync(copy, office.path);
      for (const side of ['-wal', '-shm']) rmSync(`${office.path}${side}`, { force: true });
    });
    for (let at = 0; at < more; at += 1) await office.note(`another history ${at}`);
  };

  it.each([
    ['an older copy that went on a little', 2, /^cut: .* seals 8 entries, 6 are there$/],
    ['an older copy that has more entries by now', 7, /^fork: .* seals another history than the first 8 entries here$/],
  ])('%s', async (_, more, reason) => {
    await sealedThenRolledBack(more);
    const sealing = office.sealing();
    await sealing.look();
    await office.note('it goes on');
    await sealing.look();
    const refusals = (await office.seals()).filter(({ event }) => event === 'refused');
    expect(refusals).toEqual([expect.objectContaining({ reason: expect.stringMatching(reason) })]);
    expect(office.said).toEqual([expect.stringMatching(/^case-1 IS NOT SEALED ANY MORE/)]);
    expect(await office.inVault()).toHaveLength(2);
    // The seal that was found is on record by then, and speaks against the ledger that it stands in.
    const { key, reader } = office;
    expect((await sealedSoFar(reader, [key.publicKey], 'case-1')).refused).toMatch(reason);
    const seals = await recordedSeals(reader, [key.publicKey], 'case-1');
    const report = await withSeals(seals, (watch) => verifyLedger(watch(reader.lines('case-1')), [key.publicKey]));
    expect(report.ok).toBe(false);
  });

  it('one that was cut while the worker went on', async () => {
    await opened();
    await office.notes(3);
    const sealing = office.sealing();
    await sealing.look();
    const db = openLedgerFile(office.path);
    db.exec("DELETE FROM entries WHERE seq > 2; UPDATE heads SET seq = 2, hash = 'sha256:0'");
    db.close();
    await sealing.look();
    expect(office.said).toEqual([expect.stringMatching(/cut: 3 entries were read here before, 2 are there/)]);
  });

  it('but what only looks like a seal in the vault stops nothing', async () => {
    const { key } = await opened();
    await office.notes(2);
    const Key = `${placeOfCase({ ledger: key.id, case: 'case-1' })}${nameOf({ size: 99, root: Buffer.alloc(32) })}`;
    const { bucket: Bucket } = settings;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'not a seal', ChecksumAlgorithm: 'SHA256' }));
    await office.sealing().look();
    expect(await office.seals()).toMatchObject([{ event: 'sealed', size: 2 }]);
    expect(office.said).toEqual([expect.stringMatching(/is no seal, whatever it is called/)]);
  });

  it('nor does an entry of another hand pass for a seal', async () => {
    const { key, reader } = await opened();
    await office.notes(2);
    await office.sealing({ vault: null }).look();
    const db = openLedgerFile(office.path);
    db.exec(`UPDATE entries SET text = replace(text, '"size":2', '"size":9') WHERE kind = 'seal'`);
    db.close();
    expect(await sealedSoFar(reader, [key.publicKey], 'case-1')).toMatchObject({ size: 0, waiting: { hasEnd: false } });
  });
});
