import { rmSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { readIfThere } from './files.mjs';
import { handOver } from './hand-over.mjs';
import { inClone } from './paths.mjs';

const RESULTS = inClone('.firebreak/jest.json');

/**
 * Runs Jest on the pinned Node and prints the counts as stdout's last line; resolves with Jest's exit code.
 * @param {import('./parts.mjs').Parts} parts
 * @param {string[]} args passed on to Jest
 */
export async function runJest(parts, args) {
  rmSync(RESULTS, { force: true });
  const jest = [inClone('node_modules/jest/bin/jest.js'), '--json', `--outputFile=${RESULTS}`, ...args];
  const code = await handOver(parts.node, ['--experimental-vm-modules', ...jest], {
    ...process.env,
    NODE_NO_WARNINGS: '1',
    // What a test starts as `node` must be the pinned one too.
    PATH: [dirname(parts.node), process.env.PATH].join(delimiter),
  });
  process.stdout.write(`${countsLine(readIfThere(RESULTS), code)}\n`);
  return code;
}

/**
 * `N passed, N failed`, and what was skipped when something was. A file that could not even be run counts as a failure,
 * and so does a Jest that ended badly without results: no reader of this line may take either for success.
 * @param {string | null} results what Jest wrote
 * @param {number} code its exit code
 */
export function countsLine(results, code) {
  if (results === null) return `0 passed, ${code === 0 ? 0 : 1} failed`;
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } =
    JSON.parse(results);
  const skipped = numPendingTests + numTodoTests;
  const failed = Math.max(numFailedTests + numRuntimeErrorTestSuites, code === 0 ? 0 : 1);
  return `${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
