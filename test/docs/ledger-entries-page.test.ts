import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { PAGE, withEntries } from './entries-section.js';

it('docs/ledger-entries.md lists what entries say, kind by kind (else run test/docs/write-entries.ts)', async () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(await withEntries(page));
});
