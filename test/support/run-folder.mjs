import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives all test files of one run a folder for what they share; Jest's workers inherit its name. */
export default function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-tests-'));
  process.env['FIREBREAK_TEST_RUN'] = folder;
  // Also when the run is broken off.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
