import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodySchemas, checkBody } from '../../../ledger/entries/bodies.js';
import { entryKinds, parseEntry } from '../../../ledger/entry-shape.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { openLedger } from '../../../ledger/open.js';
import type { EntryBodies, EntryKind } from '../../../workflows/contract/entries.js';
import { newKey, note, textOf } from '../fixtures/chain.js';
import { temporaryFolder } from '../fixtures/temporary.js';

type Recorded = { readonly kind: EntryKind; readonly body: Readonly<Record<string, unknown>> };
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'recorded-bodies.json'), 'utf8'),
) as readonly Recorded[];

const folder = temporaryFolder();
let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger({ path: join(folder, 'ledger.db') }, { keyPath: join(folder, 'ledger.key') });
});
afterAll(() => ledger.close());

test('every kind has a schema, and every recorded body fits its own', () => {
  expect(Object.keys(bodySchemas).sort()).toEqual([...entryKinds].sort());
  for (const { kind, body } of recorded) expect(() => checkBody(kind, body)).not.toThrow();
});

describe('a body of a recorded entry is refused', () => {
  test.each(recorded.map(({ kind, body }, at) => [`${kind} ${at}`, kind, body] as const))('%s', (_, kind, body) => {
    expect(() => checkBody(kind, { ...body, unheard: 1 })).toThrow(/this is no body of a/);
    for (const member of ['run', 'step', 'event', 'signed', 'attempt'].filter((name) => name in body)) {
      const { [member]: _gone, ...without } = body;
      expect(() => checkBody(kind, without)).toThrow(/this is no body of a/);
      expect(() => checkBody(kind, { ...body, [member]: {} })).toThrow(/this is no body of a/);
    }
  });
});

test('nothing unknown is recorded: the writer says what is wrong, and the case has not begun', async () => {
  const body = { run: 'run-1', text: 'x', colour: 'red' } as EntryBodies['note'];
  await expect(ledger.append('case-1', 'worker', 'note', body)).rejects.toMatchObject({
    name: 'LedgerInputError',
    message: expect.stringMatching(/no body of a note entry: .*colour/),
  });
  const intent = { run: 'run-1', step: 's', call: 'c', attempt: 1 } as EntryBodies['intent'];
  await expect(ledger.intend('case-1', 'worker', intent)).rejects.toMatchObject({ name: 'LedgerInputError' });
  expect(await ledger.cases()).toEqual([]);
});

test('an entry of a version that came later is said to be one', () => {
  const entry = note(newKey(), 1, null);
  expect(parseEntry(textOf({ ...entry, v: 2 }))).toEqual({
    problem: expect.stringMatching(/^malformed: version 2,.*upgrade/),
  });
  expect(parseEntry(textOf({ ...entry, v: 0 }))).toEqual({ problem: 'malformed: "v"' });
});
