/**
 * Writes what entries of the ledger say into docs/ledger-entries.md:
 *
 *     NODE_NO_WARNINGS=1 node_modules/node/bin/node --experimental-vm-modules node_modules/jest/bin/jest.js \
 *       --testMatch '<rootDir>/test/docs/write-entries.ts'
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { PAGE, withEntries } from './entries-section.js';

it('writes the entries', async () => writeFileSync(PAGE, await withEntries(readFileSync(PAGE, 'utf8'))));
