import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { PAGE, withCoverage } from './coverage-section.js';

it('docs/sandbox.md lists what the sandbox plays, operation by operation (else run test/docs/write-coverage.ts)', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(withCoverage(page));
});
