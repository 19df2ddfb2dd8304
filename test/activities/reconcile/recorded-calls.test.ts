import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { recordedCalls } from '../../../activities/reconcile/recorded-calls.js';
import { sha256 } from '../../../ledger/canonical.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { openLedger } from '../../../ledger/sqlite/ledger.js';
import type { Entry } from '../../../workflows/contract/entries.js';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-calls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('counts a call by its genuine entry, once: rows that somebody added to the database explain nothing', async () => {
  const ledger = await openLedger({ path: join(folder, 'ledger.db'), keyPath: join(folder, 'key') });
  const intent = {
    run: 'run-1',
    step: 'contain/i-1/isolateInstance',
    call: 'isolate',
    attempt: 1,
    service: 'ec2',
    operation: 'CreateTags',
    target: 'i-1',
    input: {},
    plan: sha256('a plan'),
  };
  const { entry } = await ledger.intend('case-1', 'worker:test', intent);
  const forged: Entry<'intent'> = { ...entry, body: { ...entry.body, attempt: 2 } };
  const stored = (...entries: readonly Entry[]): Pick<Ledger, 'cases' | 'entries' | 'keys'> => ({
    cases: async () => ['case-1', 'case-2'],
    entries: async (caseId) => (caseId === 'case-1' ? [...entries] : [entry]),
    keys: ledger.keys,
  });
  expect(await recordedCalls(stored(entry))).toMatchObject([{ case: 'case-1', seq: 1, operation: 'CreateTags' }]);
  expect(await recordedCalls(stored(entry, entry, forged))).toHaveLength(1);
  await ledger.close();
});
