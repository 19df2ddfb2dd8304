import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from './command.mjs';
import { linkWhole, readIfThere, sha256, writeWhole } from './files.mjs';
import { inClone } from './paths.mjs';

const STAMP = inClone('dist/.firebreak-stamp');
const BUILD_INFO = inClone('dist/.tsbuildinfo');
const COMMAND = inClone('node_modules/.bin/firebreak');
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** The JavaScript in dist/, compiled and bundled from the sources as they are now, and `firebreak` where npx looks for it. */
export const build = {
  title: 'build',
  lock: inClone('.firebreak/locks/packages'),

  async find() {
    return isBuilt() && existsSync(COMMAND) ? true : null;
  },

  async check() {
    return [];
  },

  async make() {
    // Taken before compiling: a file saved meanwhile must count as changed next time.
    const state = sourceState();
    // Without a stamp the last build did not finish, and its notes of what is up to date cannot be trusted.
    if (!existsSync(STAMP)) rmSync(BUILD_INFO, { force: true });
    rmSync(STAMP, { force: true });
    await run(
      [
        inClone('node_modules/node/bin/node'),
        inClone('node_modules/typescript/bin/tsc'),
        '-p',
        'tsconfig.build.json',
        '--incremental',
        '--tsBuildInfoFile',
        BUILD_INFO,
      ],
      { log: 'build', fix: 'correct what the compiler names above, then run the same command again.' },
    );
    removeOrphans();
    await run([inClone('node_modules/node/bin/node'), inClone('dist/worker/bundle-workflows.js')], {
      log: 'build',
      fix: 'correct what is named above, then run the same command again.',
    });
    chmodSync(inClone('cli/firebreak.mjs'), 0o755);
    linkWhole(COMMAND, '../../cli/firebreak.mjs');
    writeWhole(STAMP, state);
    return true;
  },
};

/** Whether dist/ is what the sources say; costs a few milliseconds. */
export function isBuilt() {
  return readIfThere(STAMP) === sourceState();
}

function sourceState() {
  const files = [...SETTINGS.map((name) => inClone(name)), ...sources()];
  const states = files.map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return `${relative(inClone(), file)} ${stat?.mtimeMs} ${stat?.size}`;
  });
  return sha256(states.join('\n'));
}

/**
 * Every TypeScript file of the folders that the build names.
 * @returns {string[]}
 */
function sources() {
  const { include } = JSON.parse(readFileSync(inClone('tsconfig.build.json'), 'utf8'));
  return include.flatMap((/** @type {string} */ folder) =>
    filesIn(inClone(folder)).filter((file) => /\.tsx?$/.test(file)),
  );
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** Deletes what was compiled from sources that are gone; a test or a loader would still pick it up. */
function removeOrphans() {
  const wanted = new Set(sources().map((file) => relative(inClone(), file).replace(/\.tsx?$/, '')));
  for (const file of filesIn(inClone('dist'))) {
    const source = relative(inClone('dist'), file).replace(/\.(js|js\.map|d\.ts|d\.ts\.map)$/, '');
    if (/\.(js|map|d\.ts)$/.test(file) && !wanted.has(source)) rmSync(file);
  }
}
