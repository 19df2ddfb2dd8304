import { handOver } from './hand-over.mjs';
import { prepare } from './parts.mjs';
import { inClone } from './paths.mjs';
import { postgres } from './postgres.mjs';
import { report } from './problem.mjs';
import { runJest } from './run-jest.mjs';
import { awsCli, ministack } from './test-packages.mjs';

/** Prepares the parts and leaves with 0, or with 1 and what to do about it. */
export async function prepareOnly() {
  await orExit(prepare);
}

/**
 * Prepares the parts, then becomes Firebreak on its sandbox: same streams, same signals, same exit code.
 * @param {string[]} args passed on
 */
export async function start(args) {
  const parts = await orExit(prepare);
  process.exitCode = await handOver(parts.node, [inClone('dist/cli/bin.js'), 'start', ...args]);
}

/**
 * Prepares the parts, then runs the tests and leaves with their exit code.
 * @param {string[]} args passed on to Jest
 */
export async function test(args) {
  const parts = await orExit(async () => {
    const prepared = await prepare();
    await Promise.all([postgres.ensure(), ...[ministack, awsCli].map((each) => each.ensure(prepared.python))]);
    return prepared;
  });
  process.exitCode = await runJest(parts, args);
}

/**
 * What the work comes to; where it fails, says why and leaves with 1.
 * @template T
 * @param {() => Promise<T>} work
 */
async function orExit(work) {
  try {
    return await work();
  } catch (error) {
    report(error);
    process.exit(1);
  }
}
