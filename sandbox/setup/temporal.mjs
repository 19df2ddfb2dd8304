import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ask } from './ask.mjs';
import { buildTemporal, goVersion, OLDEST_GO } from './temporal-build.mjs';
import { downloadTemporal, hostAnswers } from './temporal-download.mjs';
import { hostEnv, inCache, inClone, platform } from './paths.mjs';
import { Problem } from './problem.mjs';
import { isAtLeast, versionIn } from './version.mjs';

const OLDEST = '1.5.1';
const pinned = /temporalio\/cli v(\S+)/.exec(readFileSync(inClone('sandbox/temporal/go.mod'), 'utf8'))?.[1] ?? '';
const cached = inCache('temporal', `${pinned}-${platform}`, 'temporal');

/** @typedef {{ address: string } | { path: string }} Temporal */

/** A Temporal server: one that is named, or a program that was asked and says it can be one. */
export const temporal = {
  title: 'Temporal server',
  lock: inCache('locks/temporal'),

  /** @returns {Promise<Temporal | null>} */
  async find() {
    const address = process.env.TEMPORAL_ADDRESS;
    if (address) return { address };
    for (const path of [onPath(), cached]) if (path && (await serves(path))) return { path };
    return null;
  },

  async check() {
    const [reachable, go] = await Promise.all([hostAnswers(), goVersion()]);
    if (reachable || isAtLeast(go, OLDEST_GO)) return [];
    const old = versionIn(await ask('temporal', ['--version']));
    return [
      new Problem(
        'A Temporal server is needed, and there is no way to get one.',
        [
          'TEMPORAL_ADDRESS is not set',
          old ? `\`temporal\` on PATH is ${old}, ${OLDEST} or newer is needed` : '`temporal` is not on PATH',
          'https://temporal.download does not answer',
          go ? `Go is ${go}, ${OLDEST_GO} or newer is needed` : 'Go is not on PATH',
        ].join('; '),
        `any one of: install Go ${OLDEST_GO} or newer from https://go.dev/dl, install the Temporal CLI (https://docs.temporal.io/cli), let this machine reach https://temporal.download, or set TEMPORAL_ADDRESS to a server’s host:port.`,
      ),
    ];
  },

  /**
   * @param {import('./progress.mjs').Step} step
   * @param {Promise<unknown>} packages the npm packages, which bring the downloader
   */
  async make(step, packages) {
    const draft = join(dirname(cached), 'partial');
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const made = (await downloaded(step, packages, draft)) ?? (await built(step, draft));
    if (!(await serves(made)))
      throw new Problem(
        'The Temporal server that was fetched does not run.',
        `${made} --version failed`,
        `delete ${dirname(cached)} and run the same command again.`,
      );
    renameSync(made, cached);
    rmSync(draft, { recursive: true, force: true });
    return { path: cached };
  },
};

function onPath() {
  const folders = (hostEnv().PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'temporal')).find((path) => existsSync(path));
}

/** @param {string} path */
async function serves(path) {
  return existsSync(path) && isAtLeast(versionIn(await ask(path, ['--version'])), OLDEST);
}

/**
 * @param {import('./progress.mjs').Step} step
 * @param {Promise<unknown>} packages
 * @param {string} draft
 * @returns {Promise<string | null>} null when another way must be taken
 */
async function downloaded(step, packages, draft) {
  if (!(await hostAnswers())) return null;
  step.say('downloading');
  await packages;
  try {
    return await downloadTemporal(draft, pinned);
  } catch (error) {
    if (!isAtLeast(await goVersion(), OLDEST_GO)) throw error;
    step.say('the download failed');
    return null;
  }
}

/**
 * @param {import('./progress.mjs').Step} step
 * @param {string} draft
 */
function built(step, draft) {
  step.say('building from source, once, about 5 minutes');
  return buildTemporal(draft, pinned);
}
