import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { readIfThere, sha256, writeWhole } from './files.mjs';
import { withLock } from './lock.mjs';
import { inCache, inClone } from './paths.mjs';

const OPTIONS = '--require-hashes --no-deps --only-binary :all: --no-compile --disable-pip-version-check'.split(' ');

/**
 * Another simulator's policy evaluator: tests compare the sandbox's decisions with its. Pure Python without
 * dependencies.
 */
export const ministack = testPackages('ministack', 'test/sandbox/policies/ministack.txt');

/** The AWS CLI, run as `python -m awscli` by the Python that has the AWS simulator: the rest of what it needs is there. */
export const awsCli = testPackages('awscli', 'test/sandbox/clients/awscli.txt');

/**
 * Python packages for tests only. They are pure Python, so they need no environment of their own, only a folder on
 * PYTHONPATH.
 * @param {string} name
 * @param {string} pins their versions and hashes, a path in the clone
 */
function testPackages(name, pins) {
  const requirements = inClone(pins);
  const home = inCache(name, sha256(`${readIfThere(requirements)}`, 12));
  const packages = {
    /** The folder, or null when it is not there. */
    async find() {
      return existsSync(join(home, 'complete')) ? home : null;
    },

    /**
     * Installs them at the pinned hashes unless they are there.
     * @param {string} python one that has pip
     */
    async ensure(python) {
      await withLock(
        inCache(`locks/${name}`),
        () => {},
        async () => {
          if ((await packages.find()) !== null) return;
          rmSync(home, { recursive: true, force: true });
          await run([python, '-m', 'pip', 'install', ...OPTIONS, '--target', home, '-r', requirements], {
            log: name,
            fix: 'see that pip can reach its index (`python3 -m pip download six`), then run the same command again.',
            env: { PIP_USER: '0' },
          });
          writeWhole(join(home, 'complete'), '');
        },
      );
    },
  };
  return packages;
}
