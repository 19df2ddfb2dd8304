import { describe, expect, test } from '@jest/globals';
import { sign } from 'node:crypto';
import { canonical, sha256 } from '../../ledger/canonical.js';
import { signedBytes } from '../../ledger/entry.js';
import { parseJsonl } from '../../ledger/export.js';
import { signHead } from '../../ledger/head.js';
import { parseKeys } from '../../ledger/keys.js';
import { verifyLedger } from '../../ledger/verify.js';
import type { LedgerReport } from '../../ledger/verify.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import { newKey, note, notes, textOf } from './fixtures/chain.js';

const key = newKey();
const chain = notes(key, 5);
const lines = chain.map(textOf);
const verify = (texts: readonly string[]): Promise<LedgerReport> =>
  verifyLedger(
    texts.map((text) => ({ text })),
    [key.publicKey],
  );
const third = chain[2] as Entry<'note'>;
const withThird = (text: string): string[] => lines.map((line, at) => (at === 2 ? text : line));

test('a chain that is as it was written', async () => {
  expect(await verify(lines)).toEqual({
    ok: true,
    case: 'case-1',
    entries: 5,
    head: chain[4]?.hash,
    firstBad: null,
    attested: 0,
    keys: [key.id],
  });
  expect(await verify([])).toMatchObject({ ok: true, entries: 0, head: null });
});

test('an entry is its own canonical form', () => {
  expect(lines[2]).toBe(canonical(third as unknown as Json));
});

describe('the first bad entry is named, and why', () => {
  const forger = newKey();
  const late = note(key, 4, third, 'late', '2026-11-22T00:00:01.000Z');
  const resealed = note(forger, 3, chain[1] as Entry, 'forged');
  test.each<[string, readonly string[], number, RegExp]>([
    ['an edited body', withThird(textOf({ ...third, body: { run: 'run-1', text: 'other' } })), 3, /^hash/],
    ['an edited actor', withThird(textOf({ ...third, actor: 'other' })), 3, /^hash/],
    ['an edited hash', withThird(textOf({ ...third, hash: chain[3]?.hash })), 3, /^hash/],
    ['another form', withThird((lines[2] as string).replace(':', ': ')), 3, /^not canonical/],
    [
      'a member twice',
      withThird((lines[2] as string).replace('{"actor"', '{"actor":"first","actor"')),
      3,
      /^not canonical/,
    ],
    ['a forged signature', withThird(textOf({ ...third, signature: chain[3]?.signature })), 3, /^the signature/],
    ['an unknown key', withThird(textOf(resealed)), 3, /^unknown key/],
    [
      'a known key that did not sign',
      withThird(textOf({ ...note({ ...forger, id: key.id }, 3, chain[1] as Entry) })),
      3,
      /^the signature/,
    ],
    ['a removed entry', lines.filter((_, at) => at !== 2), 3, /^sequence: entry 4 stands where 3/],
    ['a removed beginning', lines.slice(1), 1, /^sequence/],
    ['swapped entries', [0, 2, 1, 3, 4].map((at) => lines[at] as string), 2, /^sequence/],
    ['an entry twice', [...lines, lines[4] as string], 6, /^sequence/],
    ['a spliced chain', withThird(textOf(note(key, 3, chain[0] as Entry))), 3, /^prev/],
    ['time that runs backwards', lines.with(3, textOf(late)), 4, /^time/],
    ['not JSON', withThird('{'), 3, /^malformed: not JSON/],
    [
      'a missing member',
      withThird(textOf(Object.fromEntries(Object.entries(third).filter(([name]) => name !== 'prev')))),
      3,
      /^malformed: "prev"/,
    ],
    ['one member more', withThird(textOf({ ...third, extra: 1 })), 3, /^malformed: "extra"/],
    ['an unknown kind', withThird(textOf({ ...third, kind: 'toString' })), 3, /^malformed: "kind"/],
    ['another case', withThird(textOf({ ...third, case: 'case-2' })), 3, /^case/],
    ['a huge line', withThird(' '.repeat(300_000)), 3, /^malformed: longer/],
    ['a bomb of brackets', withThird('['.repeat(200_000)), 3, /^malformed/],
    ['a null', withThird('null'), 3, /^malformed/],
  ])('%s', async (_, texts, seq, reason) => {
    const report = await verify(texts);
    expect(report).toMatchObject({ ok: false, firstBad: { seq, reason: expect.stringMatching(reason) } });
    expect(report.entries).toBe(seq - 1);
  });
});

describe('what the right key has signed in a form that is not canonical is not an entry', () => {
  const { hash: _, signature: __, ...core } = chain[0] as Entry<'note'>;
  /** Hashed and signed as it stands, as no writer of ours does. */
  const signedAsItStands = (text: string): string => {
    const hash = sha256(`firebreak.ledger.entry.v1\n${text}`);
    const signature = sign(null, signedBytes(hash), key.privateKey).toString('base64');
    return text.replace(',"key":', `,"hash":"${hash}","key":`).replace('"seq":1', `"seq":1,"signature":"${signature}"`);
  };

  test.each<[string, (text: string) => string, boolean]>([
    ['as it is', (text) => text, true],
    ['half a character', (text) => text.replace('note 1', String.raw`\ud800`), false],
    [
      'members in disorder',
      (text) => text.replace('"run":"run-1","text":"note 1"', '"text":"note 1","run":"run-1"'),
      false,
    ],
    ['members in the order of numbers', (text) => text.replace('"run"', '"9":0,"10":0,"run"'), false],
    ['members in the order of texts', (text) => text.replace('"run"', '"10":0,"9":0,"run"'), true],
    ['a fraction', (text) => text.replace('"run"', '"a":1.0,"run"'), false],
    ['minus nothing', (text) => text.replace('"run"', '"a":-0,"run"'), false],
    ['a member twice', (text) => text.replace('"run"', '"a":1,"a":1,"run"'), false],
    ['a needless escape', (text) => text.replace('note 1', String.raw`\u0041`), false],
    ['an escape in capitals', (text) => text.replace('note 1', String.raw`\u001F`), false],
    ['an escape as it has to be', (text) => text.replace('note 1', String.raw`\u001f`), true],
    ['what only looks like half a character', (text) => text.replace('note 1', String.raw`C:\\ud800`), true],
    ['too deep', (text) => text.replace('"run"', `"a":${'['.repeat(200)}${']'.repeat(200)},"run"`), false],
  ])('%s', async (_name, form, ok) => {
    const report = await verify([signedAsItStands(form(textOf(core)))]);
    if (ok) expect(report).toMatchObject({ ok, entries: 1 });
    else expect(report.firstBad).toMatchObject({ seq: 1, reason: expect.stringMatching(/^hash|^not canonical/) });
  });
});

test('an index column that disagrees with the text', async () => {
  const stored = lines.map((text, at) => ({
    text,
    columns: { seq: at + 1, run: at === 3 ? 'run-2' : 'run-1', step: null },
  }));
  const report = await verifyLedger(stored, [key.publicKey]);
  expect(report.firstBad).toEqual({ seq: 4, reason: 'index: column run says run-2, the entry says run-1' });
});

test('entries cut off at the end show against the signed head', async () => {
  const head = await signHead('case-1', 5, (chain[4] as Entry).hash, key);
  const cut = lines.slice(0, 3).map((text) => ({ text }));
  const all = lines.map((text) => ({ text }));
  expect((await verifyLedger(all, [key.publicKey], { head })).ok).toBe(true);
  expect((await verifyLedger(cut, [key.publicKey], { head })).firstBad).toEqual({
    seq: 4,
    reason: 'cut: the signed head says 5 entries, 3 are there',
  });
  expect((await verifyLedger(all, [key.publicKey], { head: null })).firstBad?.reason).toMatch(/missing/);
  expect((await verifyLedger(cut, [key.publicKey], { head: { ...head, seq: 3 } })).firstBad?.reason).toMatch(
    /signature/,
  );
  expect((await verifyLedger([], [key.publicKey], { head, case: 'case-1' })).firstBad?.seq).toBe(1);
});

test('a chain of another case does not pass for the one that was asked for', async () => {
  const report = await verifyLedger(
    lines.map((text) => ({ text })),
    [key.publicKey],
    { case: 'case-9' },
  );
  expect(report.firstBad).toMatchObject({ seq: 1, reason: expect.stringMatching(/^case/) });
});

test('a key that does not hash to its id counts for nothing', async () => {
  const lying = { ...newKey().publicKey, id: key.id };
  expect(
    (
      await verifyLedger(
        lines.map((text) => ({ text })),
        [lying],
      )
    ).firstBad?.reason,
  ).toMatch(/unknown key/);
});

test('exported lines verify, whatever the last line end; what is cut short is named', async () => {
  const text = `${lines.join('\n')}\n`;
  const verifyText = (exported: string) => verifyLedger(parseJsonl([Buffer.from(exported)]), [key.publicKey]);
  expect((await verifyText(text)).ok).toBe(true);
  expect((await verifyText(text.slice(0, -1))).ok).toBe(true);
  expect((await verifyText(text.slice(0, -9))).firstBad?.seq).toBe(5);
  expect((await verifyText(text.replaceAll('\n', '\n\n'))).firstBad?.seq).toBe(2);
});

test('an export is the same, however its bytes arrive', async () => {
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  for (const size of [1, 7, 1_000]) {
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    expect([...parseJsonl(parts)].map(({ text }) => text)).toEqual(lines);
  }
});

test('keys are read strictly', () => {
  expect(parseKeys(JSON.stringify([key.publicKey]))).toEqual([key.publicKey]);
  expect(parseKeys(JSON.stringify({ keys: [key.publicKey] }))).toEqual([key.publicKey]);
  for (const text of ['', 'null', '[1]', '{"keys":[{}]}', JSON.stringify([{ ...key.publicKey, id: '../x' }])]) {
    expect(() => parseKeys(text)).toThrow();
  }
});
