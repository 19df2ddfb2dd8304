import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openCheckpoint } from '../../../ledger/seals/checkpoint.js';
import { nameOf, placeOfCase, readName } from '../../../ledger/seals/seal.js';
import { readSealFiles } from '../../../ledger/seals/seal-files.js';
import { newKey, notes, textOf } from '../fixtures/chain.js';
import { checkpointOf } from '../fixtures/sealed.js';
import { temporaryFolder } from '../fixtures/temporary.js';

const folder = temporaryFolder();
const key = newKey();
const lines = notes(key, 6).map(textOf);
const keys = [key.publicKey];
const seal = (size: number, caseId = 'case-1'): string => checkpointOf(key, lines, size, caseId);
const nameFor = (text: string): string => {
  const found = openCheckpoint(text, keys);
  if ('problem' in found) throw new Error(found.problem);
  return nameOf(found);
};
const folderWith = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const root = mkdtempSync(join(folder, 'seals-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
};
const read = (path: string, only: string | null = null) => {
  const { seals, bad } = readSealFiles(path, keys, only);
  return { seals: seals.map((one) => `${one.case} ${one.size}`), bad: bad.map(({ reason }) => reason) };
};

test('seals are read as they lie in the vault, of one case or of all', () => {
  const root = folderWith({
    [`case-1/${nameFor(seal(2))}`]: seal(2),
    [`case-1/${nameFor(seal(5))}`]: seal(5),
    [`case%202/${nameFor(seal(3, 'case 2'))}`]: seal(3, 'case 2'),
    'notes.txt': 'something else',
  });
  expect(read(root)).toEqual({ seals: ['case 2 3', 'case-1 2', 'case-1 5'], bad: [] });
  expect(read(root, 'case-1')).toEqual({ seals: ['case-1 2', 'case-1 5'], bad: [] });
  expect(read(join(root, 'case-1'), 'case-1').seals).toHaveLength(2);
  expect(read(join(root, 'case-1', nameFor(seal(2))), 'case-1')).toEqual({ seals: ['case-1 2'], bad: [] });
});

test('a seal that was put in the place of another is named', () => {
  const swapped = folderWith({ [`case-2/${nameFor(seal(2))}`]: seal(2) });
  expect(read(swapped)).toEqual({ seals: [], bad: [expect.stringMatching(/^swapped: it seals 2 entries of case-1/)] });
  const renamed = folderWith({ [`case-1/${nameFor(seal(5))}`]: seal(2) });
  expect(read(renamed, 'case-1').bad).toHaveLength(1);
  const other = folderWith({ 'one.checkpoint': seal(2, 'case-2') });
  expect(read(join(other, 'one.checkpoint'), 'case-1').bad).toEqual([expect.stringMatching(/^swapped/)]);
});

test('what is no seal is named, and the others count', () => {
  const root = folderWith({
    [`case-1/${nameFor(seal(2))}`]: seal(2),
    'case-1/empty.checkpoint': '',
    'case-1/bytes.checkpoint': Buffer.of(0xff, 0xfe),
    'case-1/stranger.checkpoint': checkpointOf(newKey(), lines),
  });
  expect(read(root, 'case-1')).toEqual({
    seals: ['case-1 2'],
    bad: [
      expect.stringMatching(/^malformed/),
      expect.stringMatching(/^malformed/),
      expect.stringMatching(/^unknown key/),
    ],
  });
});

test('a listing has the newest seal last, and a name says what it is a seal of', () => {
  const root = Buffer.alloc(32, 1);
  const names = [9, 10, 123_456].map((size) => nameOf({ size, root }));
  expect(names).toEqual(names.toSorted());
  expect(names.map((name) => readName(name)?.size)).toEqual([9, 10, 123_456]);
  for (const wrong of ['', 'x.checkpoint', `1-${'0'.repeat(64)}.checkpoint`, `${names[0]}.checkpoint`])
    expect(readName(wrong)).toBeNull();
  expect(placeOfCase({ ledger: key.id, case: '..' })).toBe(`seals/${key.id}/%2E%2E/`);
  expect(placeOfCase({ ledger: key.id, case: 'a/../b' })).toBe(`seals/${key.id}/a%2F..%2Fb/`);
});
