import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { hashOf } from '../../../ledger/canonical.js';
import { exportJsonl, parseJsonl } from '../../../ledger/export.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { planReference } from '../../../ledger/plan-hash.js';
import { maxDocumentBytes, openLedger } from '../../../ledger/sqlite/ledger.js';
import { openLedgerReader } from '../../../ledger/sqlite/reader.js';
import { runSources } from '../../../ledger/sqlite/run-sources.js';
import { trustedKeys } from '../../../ledger/signing-key.js';
import { verifyStored } from '../../../ledger/verify-stored.js';
import { verifyLedger } from '../../../ledger/verify.js';
import type { LedgerReport } from '../../../ledger/verify.js';
import type { EntryBodies } from '../../../workflows/contract/entries.js';
import type { Json } from '../../../workflows/contract/json.js';
import { isolate, planWith } from '../fixtures/plans.js';
import { temporaryFolder } from '../fixtures/temporary.js';

const folder = temporaryFolder();
const keyPath = join(folder, 'ledger.key');
let made = 0;
const fresh = (): { path: string; keyPath: string } => {
  made += 1;
  return { path: join(folder, `store-${made}`, 'ledger.db'), keyPath };
};

const note = (text: string): EntryBodies['note'] => ({ run: 'run-1', text });
const intent = (attempt: number, call = 'createGroup'): Omit<EntryBodies['intent'], 'reconciles'> => ({
  run: 'run-1',
  step: 'step-1',
  call,
  attempt,
  service: 'ec2',
  operation: 'CreateSecurityGroup',
  target: 'vpc-1',
  input: {},
  plan: hashOf(1),
});
const answered = (attempt: number, outcome: 'ok' | 'error'): EntryBodies['call'] => ({
  run: 'run-1',
  step: 'step-1',
  call: 'createGroup',
  attempt,
  service: 'ec2',
  operation: 'CreateSecurityGroup',
  target: 'vpc-1',
  input: {},
  requestId: null,
  outcome,
  errorCode: null,
  durationMs: 1,
});

const verifyAt = async (path: string): Promise<LedgerReport> => {
  const reader = openLedgerReader(path);
  try {
    return await verifyStored(reader, 'case-1', trustedKeys(reader.keys(), keyPath).keys);
  } finally {
    reader.close();
  }
};

describe('a ledger in SQLite', () => {
  const options = fresh();
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = await openLedger(options);
  });
  afterAll(() => ledger.close());

  test('is readable by its owner only', async () => {
    await ledger.append('case-1', 'worker', 'note', note('first'));
    expect(statSync(options.path).mode & 0o777).toBe(0o600);
    expect(statSync(`${options.path}-wal`).mode & 0o777).toBe(0o600);
    expect(statSync(join(options.path, '..')).mode & 0o777).toBe(0o700);
  });

  test('chains what is appended at once, in one order, with times that do not run back', async () => {
    const entries = await Promise.all(
      Array.from({ length: 300 }, (_, at) => ledger.append('case-2', 'worker', 'note', note(`${at}`))),
    );
    const seqs = entries.map(({ seq }) => seq).sort((one, other) => one - other);
    expect(seqs).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
    const stored = await ledger.entries('case-2');
    expect(
      stored.every(
        (entry, at) => at === 0 || (entry.prev === stored[at - 1]?.hash && entry.at >= (stored[at - 1]?.at ?? '')),
      ),
    ).toBe(true);
  });

  test('reads by case, run, kind, step, place and number', async () => {
    await ledger.append('case-3', 'worker', 'note', { run: 'run-3', text: 'a' });
    await ledger.append('case-3', 'worker', 'call', { ...answered(1, 'ok'), run: 'run-3' });
    await ledger.append('case-3', 'worker', 'note', { run: 'run-4', text: 'b' });
    expect(await ledger.entries('case-3', { run: 'run-3' })).toHaveLength(2);
    expect(await ledger.entries('case-3', { run: 'run-3', kinds: ['call'], step: 'step-1' })).toHaveLength(1);
    expect(await ledger.entries('case-3', { kinds: [] })).toHaveLength(0);
    expect((await ledger.entries('case-3', { after: 1, limit: 1 })).map(({ seq }) => seq)).toEqual([2]);
    expect(await ledger.caseOfRun('run-4')).toBe('case-3');
    expect(await ledger.caseOfRun('run-9')).toBeNull();
    expect(await ledger.cases()).toContain('case-3');
  });

  test('finds the runs of all cases that worked on a resource, oldest first', async () => {
    const worked = (caseId: string, run: string, step: string) =>
      ledger.append(caseId, 'worker', 'outcome', { run, step, state: 'applying', attempt: 1 });
    await worked('case-a', 'run-a', 'contain/i-12/isolate');
    await worked('case-b', 'run-b', 'contain/i-1/isolate');
    await worked('case-a', 'run-c', 'revoke/i-1/deny');
    await worked('case-a', 'run-c', 'contain/i-1/isolate');
    await worked('case-a', 'run-d', 'i-1/i-2/isolate');
    await worked('case-a', 'run-e', 'release-1/contain/i-1/isolate');
    await ledger.append('case-a', 'worker', 'call', {
      ...answered(1, 'ok'),
      run: 'run-f',
      step: 'contain/i-1/isolate',
    });
    expect(await ledger.runsOn(['i-1'])).toEqual([
      { case: 'case-b', run: 'run-b' },
      { case: 'case-a', run: 'run-c' },
    ]);
    expect((await ledger.runsOn(['i-12', 'i-2', 'i-3'])).map(({ run }) => run)).toEqual(['run-a', 'run-d']);
    expect(await ledger.runsOn([])).toEqual([]);
  });

  test('refuses what is too large or not JSON, and goes on', async () => {
    await expect(ledger.append('case-1', 'worker', 'note', note('x'.repeat(300_000)))).rejects.toThrow(
      /larger than 262144 bytes/,
    );
    await expect(ledger.append('case-1', 'worker', 'note', note('\ud800'))).rejects.toThrow(/surrogate/);
    await expect(ledger.append('case-1', 'worker', 'note', { run: '', text: '' })).rejects.toThrow(/names its run/);
    await expect(ledger.append('case-1', 'worker', 'other' as 'note', note(''))).rejects.toThrow(/no kind/);
    await expect(ledger.append('case-1', 'worker', 'intent', intent(1))).rejects.toThrow(/use intend/);
    await expect(ledger.putDocument('x'.repeat(maxDocumentBytes))).rejects.toThrow(/larger than/);
    await expect(ledger.append('case-1', 'worker', 'note', note('after'))).resolves.toMatchObject({
      body: { text: 'after' },
    });
  });

  test('fences: of the attempts at one call only a higher one passes', async () => {
    const first = await ledger.intend('case-4', 'worker', intent(2));
    expect(first).toMatchObject({ older: null, entry: { body: { attempt: 2 } } });
    expect('reconciles' in first.entry.body).toBe(false);
    await expect(ledger.intend('case-4', 'worker', intent(2))).rejects.toMatchObject({ name: 'FencedError', by: 2 });
    await expect(ledger.intend('case-4', 'worker', intent(1))).rejects.toMatchObject({ name: 'FencedError', by: 2 });
    const second = await ledger.intend('case-4', 'worker', intent(3));
    expect(second).toMatchObject({ older: { body: { attempt: 2 } }, entry: { body: { attempt: 3, reconciles: 2 } } });
    await ledger.append('case-4', 'worker', 'call', answered(3, 'error'));
    const third = await ledger.intend('case-4', 'worker', intent(4));
    expect(third.older?.body.attempt).toBe(3);
    expect('reconciles' in third.entry.body).toBe(false);
    expect((await ledger.intend('case-4', 'worker', intent(1, 'other'))).older).toBeNull();
  });

  test('fences attempts that come at the same time', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => ledger.intend('case-5', 'worker', intent(1, 'same'))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('appends once per key', async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, at) => ledger.appendOnce('case-6', 'worker', 'note', note(`${at}`), 'key')),
    );
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(all.map(({ entry }) => entry.hash)).size).toBe(1);
    expect((await ledger.appendOnce('case-6', 'worker', 'note', note('x'), 'other')).repeated).toBe(false);
    expect((await ledger.appendOnce('case-7', 'worker', 'note', note('x'), 'key')).repeated).toBe(false);
  });

  test('keeps documents by their hash, and notices when one was altered', async () => {
    const value = { b: [1], a: 'ö' };
    const hash = await ledger.putDocument(value);
    expect(hash).toBe(hashOf(value));
    expect(await ledger.putDocument({ a: 'ö', b: [1] })).toBe(hash);
    expect(await ledger.getDocument(hash)).toEqual(value);
    const db = new DatabaseSync(options.path);
    db.prepare('UPDATE documents SET text = ? WHERE hash = ?').run('{"a":"o","b":[1]}', hash);
    db.close();
    await expect(ledger.getDocument(hash)).rejects.toThrow(/altered/);
    await expect(ledger.putDocument(value)).rejects.toThrow(/altered/);
    await expect(ledger.getDocument(hashOf(2))).rejects.toThrow(/missing/);
  });
});

describe('tampering with the file', () => {
  const original = fresh();
  beforeAll(async () => {
    const ledger = await openLedger(original);
    for (let at = 1; at <= 4; at += 1) await ledger.append('case-1', 'worker', 'note', note(`${at}`));
    const plan = planWith(isolate);
    await ledger.putDocument(plan as Json);
    await ledger.append('case-1', 'worker', 'plan', {
      run: 'run-1',
      event: 'replanned',
      plan: planReference(plan),
      authority: hashOf(1),
    });
    await ledger.close();
  });

  const tampered = async (sql: string): Promise<LedgerReport> => {
    const options = fresh();
    mkdirSync(join(options.path, '..'));
    copyFileSync(original.path, options.path);
    const db = new DatabaseSync(options.path);
    db.exec(sql);
    db.close();
    return verifyAt(options.path);
  };

  test.each<[string, string, number | null, RegExp]>([
    ['nothing', 'SELECT 1', null, /./],
    [
      'an edited text',
      'UPDATE entries SET text = replace(text, \'"text":"2"\', \'"text":"9"\') WHERE seq = 2',
      2,
      /^hash/,
    ],
    ['a deleted row', 'DELETE FROM entries WHERE seq = 3', 3, /^sequence/],
    ['a cut tail', 'DELETE FROM entries WHERE seq > 3', 4, /^cut/],
    ['everything deleted', 'DELETE FROM entries', 1, /^cut/],
    ['a cut tail and no head', 'DELETE FROM entries WHERE seq > 3; DELETE FROM heads', 3, /^head/],
    ['a renumbered row', 'UPDATE entries SET seq = 9 WHERE seq = 5', 5, /^index: column seq/],
    ['a row of another run', "UPDATE entries SET run = 'run-2' WHERE seq = 2", 2, /^index: column run/],
    ['a row of another kind', "UPDATE entries SET kind = 'seal' WHERE seq = 2", 2, /^index: column kind/],
    [
      'an altered plan',
      "UPDATE documents SET text = replace(text, '111111111111', '222222222222')",
      5,
      /^document: .* altered/,
    ],
    ['a missing plan', 'DELETE FROM documents', 5, /^document: .* missing/],
  ])('%s', async (_, sql, seq, reason) => {
    const report = await tampered(sql);
    if (seq === null) expect(report).toMatchObject({ ok: true, entries: 5, firstBad: null });
    else expect(report.firstBad).toMatchObject({ seq, reason: expect.stringMatching(reason) });
  });
});

describe('a reader', () => {
  test('follows a ledger that is being written, and reads it when nobody writes', async () => {
    const options = fresh();
    expect(() => openLedgerReader(options.path)).toThrow(expect.objectContaining({ code: 'missing' }));
    const ledger = await openLedger(options);
    const reader = openLedgerReader(options.path);
    const before = reader.version();
    await ledger.append('case-1', 'worker', 'run', { run: 'run-1', event: 'state', state: 'planning' });
    await ledger.append('case-1', 'worker', 'run', { run: 'run-2', event: 'state', state: 'planning' });
    await ledger.append('case-1', 'worker', 'run', { run: 'run-1', event: 'state', state: 'running' });
    expect(reader.version()).toBeGreaterThan(before);
    expect(reader.runs()).toEqual([
      { case: 'case-1', run: 'run-2', seq: 2 },
      { case: 'case-1', run: 'run-1', seq: 1 },
    ]);
    expect(reader.cases()).toEqual(['case-1']);
    expect(reader.keys()).toEqual(ledger.keys);
    await ledger.close();
    expect(reader.entries('case-1')).toHaveLength(3);
    const jsonl = Buffer.from([...exportJsonl(reader, 'case-1')].join(''));
    expect(await verifyLedger(parseJsonl([jsonl]), reader.keys(), { case: 'case-1' })).toMatchObject({
      ok: true,
      entries: 3,
    });
    reader.close();
  });

  test('says what is not a ledger', () => {
    const path = join(folder, 'not-a-ledger');
    writeFileSync(path, 'not a database, only a text that is long enough to be looked at'.repeat(100));
    expect(() => openLedgerReader(path)).toThrow(
      expect.objectContaining({ name: 'LedgerUnavailableError', code: 'not-a-ledger' }),
    );
    writeFileSync(path, '');
    expect(() => openLedgerReader(path)).toThrow(expect.objectContaining({ code: 'not-a-ledger' }));
  });

  test('reads a closed ledger in a folder that it may not write', async () => {
    const options = fresh();
    const ledger = await openLedger(options);
    await ledger.append('case-1', 'worker', 'note', note('1'));
    await ledger.close();
    const store = join(options.path, '..');
    chmodSync(folder, 0o755);
    chmodSync(store, 0o555);
    chmodSync(options.path, 0o444);
    const source = new URL('../../../ledger/sqlite/reader.ts', import.meta.url).href;
    const code = `import { openLedgerReader } from ${JSON.stringify(source)};
      const reader = openLedgerReader(${JSON.stringify(options.path)}); console.log(reader.entries('case-1').length, reader.version());`;
    // Root may write anywhere: as root, read as nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { out, code: exit } = await run([...runSources, '--input-type=module', '-e', code], { ...nobody, cwd: '/' });
    chmodSync(store, 0o755);
    expect({ out, exit }).toEqual({ out: '1 1\n', exit: 0 });
  });
});

test('a ledger that cannot be opened says so', async () => {
  mkdirSync(join(folder, 'is-a-folder'));
  await expect(openLedger({ path: join(folder, 'is-a-folder'), keyPath })).rejects.toMatchObject({
    code: 'unreadable',
  });
  const options = fresh();
  const ledger = await openLedger(options);
  await ledger.close();
  await ledger.close();
  await expect(ledger.append('case-1', 'worker', 'note', note(''))).rejects.toMatchObject({ code: 'closed' });
});

describe('several processes', () => {
  const child = fileURLToPath(new URL('../fixtures/append-until-killed.ts', import.meta.url));

  test('append to one chain', async () => {
    const { path } = fresh();
    const results = await Promise.all(
      ['one', 'two'].map((name) => run([...runSources, child, path, keyPath, name, '200'])),
    );
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(await verifyAt(path)).toMatchObject({ ok: true, entries: 400 });
  });

  test('kill -9 in the middle of appending loses nothing that was acknowledged', async () => {
    const { path } = fresh();
    const acknowledged: string[] = [];
    for (const life of ['first', 'second', 'third']) {
      const { out } = await run([...runSources, child, path, keyPath, life], {}, 40);
      // The last line may have been cut by the kill.
      acknowledged.push(...out.slice(0, out.lastIndexOf('\n')).split('\n'));
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(120);
    const report = await verifyAt(path);
    expect(report).toMatchObject({ ok: true, firstBad: null });
    const reader = openLedgerReader(path);
    const stored = new Set(reader.entries('case-1').map(({ seq, hash }) => `${seq} ${hash}`));
    reader.close();
    expect(acknowledged.filter((line) => !stored.has(line))).toEqual([]);
  });
});

// Runs Node; with `killAfter`, kills it with SIGKILL after so many lines of output.
function run(
  args: readonly string[],
  options: { uid?: number; gid?: number; cwd?: string } = {},
  killAfter = Infinity,
): Promise<{ out: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    started.stdout.setEncoding('utf8').on('data', (part: string) => {
      out += part;
      if (out.split('\n').length > killAfter) started.kill('SIGKILL');
    });
    started.on('error', reject);
    started.on('close', (code) => resolve({ out, code }));
  });
}
