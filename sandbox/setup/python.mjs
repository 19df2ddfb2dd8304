import { ask } from './ask.mjs';
import { Problem } from './problem.mjs';
import { isAtLeast } from './version.mjs';

const OLDEST = '3.10';
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const QUESTION = 'import sys, platform; print(platform.python_version(), sys.executable)';

/** @typedef {{ path: string, version: string }} Python */

/**
 * The first Python on PATH that is new enough and can make virtual environments, or the {@link Problem} with what is
 * there instead.
 * @returns {Promise<Python | Problem>}
 */
export async function findPython() {
  const seen = [];
  for (const name of NAMES) {
    const answer = await ask(name, ['-c', QUESTION]);
    if (answer === null) continue;
    const [, version = '', path = ''] = /^(\S+) (.+)$/.exec(answer) ?? [];
    if (!isAtLeast(version, OLDEST)) seen.push(`${path} is ${version}`);
    else if ((await ask(path, ['-c', 'import venv, ensurepip'])) === null)
      seen.push(`${path} (${version}) has no venv`);
    else return { path, version };
  }
  return new Problem(
    `Python ${OLDEST} or newer with venv is needed for the sandbox’s AWS.`,
    seen.length > 0 ? seen.join('; ') : 'no Python is on PATH',
    process.platform === 'darwin'
      ? '`brew install python@3.13`.'
      : '`sudo apt-get install python3 python3-venv`, or your distribution’s packages of that name.',
  );
}
