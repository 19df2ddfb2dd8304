import { parseArgs } from 'node:util';
import { Problem, report } from '../sandbox/setup/problem.mjs';

/**
 * The name that a command is given, and its options.
 * @param {readonly string[]} options all of them take a value
 * @param {string} usage
 */
export function givenTo(options, usage) {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: Object.fromEntries(options.map((option) => [option, { type: /** @type {const} */ ('string') }])),
    });
    if (positionals.length > 1) throw new TypeError(`${positionals.join(' ')} is more than one name.`);
    return { name: positionals[0], values };
  } catch (error) {
    throw new Problem(
      error instanceof Error ? error.message : String(error),
      'Options stand after `--`: what stands before it, npm takes for its own.',
      usage,
    );
  }
}

/**
 * Runs a command; where it fails, says why and leaves with 1.
 * @param {() => Promise<void>} work
 */
export async function orSayWhy(work) {
  try {
    await work();
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}
