import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { notGenuine } from '../../../activities/evidence/verify-evidence.js';
import { openLedger } from '../../../ledger/sqlite/ledger.js';
import type { Entry } from '../../../workflows/contract/entries.js';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-genuine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('names every row that was added to the database, whatever its columns say, and second copies', async () => {
  const ledger = await openLedger({ path: join(folder, 'ledger.db'), keyPath: join(folder, 'key') });
  const entry = await ledger.append('case-1', 'worker:test', 'evidence', {
    run: 'run-1',
    step: 'collect/i-1/collect',
    id: 'snap-0',
    evidenceKind: 'snapshot',
    source: 'i-1',
    method: 'a test',
    location: 'snap-0',
    state: 'locked',
    collectedAt: new Date().toISOString(),
  });
  const forged: Entry<'evidence'> = { ...entry, seq: 2, body: { ...entry.body, sha256: '0'.repeat(64) } };
  const problemsIn = async (...rows: readonly Entry[]) => {
    // As a store answers that is asked by a column: what says another run there is not among its entries.
    const entries = async (_case: string, query: { readonly run?: string } = {}) =>
      rows.filter((row) => query.run === undefined || row === entry);
    return [
      ...(
        await notGenuine({ entries: async (id, query) => [...(await entries(id, query))], keys: ledger.keys }, 'case-1')
      ).keys(),
    ];
  };
  expect(await problemsIn(entry)).toEqual([]);
  expect(await problemsIn(entry, forged)).toEqual([2]);
  expect(await problemsIn(entry, entry)).toEqual([1]);
  await ledger.close();
});
