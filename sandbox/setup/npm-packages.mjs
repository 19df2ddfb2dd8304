import { rm } from 'node:fs/promises';
import { ask } from './ask.mjs';
import { run } from './command.mjs';
import { readIfThere, sha256, writeWhole } from './files.mjs';
import { inClone, platform } from './paths.mjs';
import { Problem } from './problem.mjs';

const STAMP = 'node_modules/.firebreak-stamp';
const RECORD = 'node_modules/.package-lock.json';
const REACH = 'see that npm can reach its registry (`npm ping`), then run the same command again.';

// Not `npm ci`: it refuses the whole lockfile when a registry mirror lacks the binaries of platforms that are not this
// one. That the lockfile was followed to the letter is checked afterwards instead.
// Install scripts are never needed, and a machine that forbids them must get the same as one that does not.
// Development packages are named because NODE_ENV=production would leave them out.
const INSTALL = 'npm install --no-save --ignore-scripts --include=dev --include=optional --no-audit --no-fund'.split(
  ' ',
);

/** The npm packages exactly as package-lock.json names them. */
export const npmPackages = {
  title: 'npm packages',
  lock: inClone('.firebreak/locks/packages'),

  async find() {
    const lockfile = readIfThere(inClone('package-lock.json'));
    if (readIfThere(inClone(STAMP)) === stampFor(lockfile)) return true;
    if (!matchesLock(lockfile, readIfThere(inClone(RECORD)))) return null;
    // Somebody ran npm by hand: as good as our own, and not to be taken away under a process that uses it.
    writeWhole(inClone(STAMP), stampFor(lockfile));
    return true;
  },

  async check() {
    if (await ask('npm', ['--version'])) return [];
    return [
      new Problem(
        'npm is needed to install Firebreak’s packages.',
        'no working `npm` is on PATH',
        'install Node.js with npm from https://nodejs.org.',
      ),
    ];
  },

  async make() {
    const lockfile = readIfThere(inClone('package-lock.json'));
    // What an interrupted installation left may look whole to npm.
    await rm(inClone('node_modules'), { recursive: true, force: true, maxRetries: 3 });
    await run(INSTALL, { log: 'npm', fix: REACH });
    if (!matchesLock(lockfile, readIfThere(inClone(RECORD)))) {
      throw new Problem(
        'npm installed something else than package-lock.json asks for.',
        'package.json and package-lock.json disagree',
        'run `npm install`, and commit the package-lock.json it writes.',
      );
    }
    writeWhole(inClone(STAMP), stampFor(lockfile));
    return true;
  },
};

/**
 * Whether npm's record of what it installed is what the lockfile asks for: all of it, at the same hashes, and nothing
 * more than another platform's optional package. npm writes that record last; an interrupted installation has none.
 * @param {string | null} lockfile
 * @param {string | null} record
 */
export function matchesLock(lockfile, record) {
  if (lockfile === null || record === null) return false;
  const wanted = JSON.parse(lockfile).packages;
  const present = JSON.parse(record).packages;
  const paths = new Set([...Object.keys(wanted), ...Object.keys(present)]);
  paths.delete('');
  return [...paths].every((path) => {
    const [want, have] = [wanted[path], present[path]];
    if (!want || !have) return Boolean((want ?? have).optional);
    return want.version === have.version && (!want.integrity || want.integrity === have.integrity);
  });
}

/** @param {string | null} lockfile */
function stampFor(lockfile) {
  // The platform too: a clone shared with a container holds the other system's binaries.
  return sha256(`${platform} ${lockfile}`);
}
