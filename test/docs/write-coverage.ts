/**
 * Writes what the sandbox plays into docs/sandbox.md:
 *
 *     NODE_NO_WARNINGS=1 node_modules/node/bin/node --experimental-vm-modules node_modules/jest/bin/jest.js \
 *       --testMatch '<rootDir>/test/docs/write-coverage.ts'
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { PAGE, withCoverage } from './coverage-section.js';

it('writes the coverage', () => writeFileSync(PAGE, withCoverage(readFileSync(PAGE, 'utf8'))));
