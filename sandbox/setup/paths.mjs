import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const clone = fileURLToPath(new URL('../..', import.meta.url));

/** What a binary built or downloaded here can run on. */
export const platform = `${process.platform}-${process.arch}`;

/**
 * An absolute path in this clone, wherever the command was started from.
 * @param {string[]} parts
 */
export function inClone(...parts) {
  return join(clone, ...parts);
}

/**
 * An absolute path in the cache that all clones of one person share.
 * @param {string[]} parts
 */
export function inCache(...parts) {
  return join(cacheRoot(process.env, homedir()), ...parts);
}

/**
 * FIREBREAK_CACHE, else the XDG cache, else ~/.cache. A relative XDG path is ignored, as its specification demands.
 * @param {Record<string, string | undefined>} env
 * @param {string} home
 */
export function cacheRoot(env, home) {
  if (env.FIREBREAK_CACHE) return resolve(env.FIREBREAK_CACHE);
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(home, '.cache'), 'firebreak');
}

/**
 * The environment with the host's own tools: npm puts node_modules/.bin first on PATH, and the `node` in there is
 * about to be replaced by the very command that would be running on it.
 */
export function hostEnv() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return { ...process.env, PATH: path.join(delimiter) };
}
