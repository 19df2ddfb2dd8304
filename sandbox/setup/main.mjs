import { handOver } from './hand-over.mjs';
import { prepare } from './parts.mjs';
import { inClone } from './paths.mjs';
import { report } from './problem.mjs';
import { runJest } from './run-jest.mjs';

/** Prepares the parts and leaves with 0, or with 1 and what to do about it. */
export async function prepareOnly() {
  await prepareOrExit();
}

/**
 * Prepares the parts, then becomes Firebreak on its sandbox: same streams, same signals, same exit code.
 * @param {string[]} args passed on
 */
export async function start(args) {
  const parts = await prepareOrExit();
  process.exitCode = await handOver(parts.node, [inClone('dist/cli/bin.js'), 'start', ...args]);
}

/**
 * Prepares the parts, then runs the tests and leaves with their exit code.
 * @param {string[]} args passed on to Jest
 */
export async function test(args) {
  const parts = await prepareOrExit();
  process.exitCode = await runJest(parts, args);
}

async function prepareOrExit() {
  try {
    return await prepare();
  } catch (error) {
    report(error);
    process.exit(1);
  }
}
