import { describe, expect, test } from '@jest/globals';
import { openCheckpoint } from '../../../ledger/seals/checkpoint.js';
import type { Seal } from '../../../ledger/seals/seal.js';
import { withSeals, type SealedReport } from '../../../ledger/seals/with-seals.js';
import { verifyLedger } from '../../../ledger/verify.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { newKey, note, notes, textOf } from '../fixtures/chain.js';
import { checkpointOf } from '../fixtures/sealed.js';

const key = newKey();
const chain = notes(key, 9);
const lines = chain.map(textOf);

const sealOf = (text: string, name = 'seal'): Seal => {
  const found = openCheckpoint(text, [key.publicKey]);
  if ('problem' in found) throw new Error(found.problem);
  return { ...found, name };
};
const seals = [9, 3, 6].map((size) => sealOf(checkpointOf(key, lines, size), `seal-${size}`));

const verify = (texts: readonly string[], against: readonly Seal[] = seals): Promise<SealedReport> =>
  withSeals(against, (watch) => verifyLedger(watch(texts.map((text) => ({ text }))), [key.publicKey]));

/** The same case told otherwise from entry `seq` on, by somebody who holds the key: a whole chain in itself. */
const retold = (seq: number, count = 9): readonly string[] => {
  const told: Entry<'note'>[] = chain.slice(0, seq - 1);
  for (let at = seq; at <= count; at += 1) {
    const when = `2026-11-22T00:00:${String(at).padStart(2, '0')}.000Z`;
    told.push(note(key, at, told.at(-1) ?? null, `otherwise ${at}`, when));
  }
  return told.map(textOf);
};

describe('a history that was sealed', () => {
  test('holds, with all its seals, and when it went on after them', async () => {
    expect(await verify(lines)).toMatchObject({ ok: true, entries: 9, seals: 3, firstBad: null });
    const longer = [...lines, textOf(note(key, 10, chain.at(-1) ?? null, 'more', '2026-11-22T00:01:00.000Z'))];
    expect(await verify(longer)).toMatchObject({ ok: true, entries: 10, seals: 3 });
  });

  test.each([0, 1, 5, 8])('shows that it was cut after %i entries', async (left) => {
    const seal = [3, 6, 9].find((size) => size > left);
    expect(await verify(lines.slice(0, left))).toMatchObject({
      ok: false,
      seals: [3, 6, 9].filter((size) => size <= left).length,
      firstBad: { seq: left + 1, reason: `cut: seal-${seal} seals ${seal} entries, ${left} are there` },
    });
  });

  test.each([1, 2, 3, 4, 6, 9])(
    'shows that it was told otherwise from entry %i on, with the right key',
    async (seq) => {
      const others = retold(seq);
      expect((await verify(others, [])).ok).toBe(true);
      const seal = [3, 6, 9].find((size) => size >= seq) ?? 9;
      expect(await verify(others)).toMatchObject({
        ok: false,
        firstBad: { seq: seal, reason: `fork: seal-${seal} seals another history than the first ${seal} entries here` },
      });
    },
  );

  test('shows that it was rolled back and went on otherwise', async () => {
    expect((await verify(retold(8, 12))).firstBad).toMatchObject({
      seq: 9,
      reason: expect.stringMatching(/^fork: seal-9/),
    });
  });

  test('is named by its first bad entry where there is one: what follows a break proves nothing', async () => {
    const report = await verify(lines.toSpliced(3, 1));
    expect(report.firstBad).toMatchObject({ seq: 4, reason: expect.stringMatching(/^sequence/) });
    expect(report.seals).toBe(1);
  });
});

test('two seals of one size that differ cannot both hold', async () => {
  const other = sealOf(checkpointOf(key, retold(6), 6), 'other-6');
  expect(await verify(lines, [...seals, other])).toMatchObject({
    ok: false,
    seals: 3,
    firstBad: { seq: 6, reason: expect.stringMatching(/^fork: other-6/) },
  });
});
