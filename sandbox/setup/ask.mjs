import { execFile } from 'node:child_process';
import { hostEnv } from './paths.mjs';

/**
 * What a program prints, or null when it is not there, fails, or takes longer than ten seconds to say.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | null>}
 */
export function ask(program, args, env = {}) {
  return new Promise((resolve) => {
    const options = { env: { ...hostEnv(), ...env }, timeout: 10_000, killSignal: /** @type {const} */ ('SIGKILL') };
    execFile(program, args, options, (error, stdout) => resolve(error ? null : stdout.trim()));
  });
}
