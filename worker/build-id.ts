import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installation } from './home.js';
import { version } from './version.js';

/** What a worker runs code of. */
const rooms = ['activities', 'ledger', 'worker', 'workflows'];

/**
 * Names the code that runs here: the version in package.json, and 12 hex digits of a hash over all that a worker runs,
 * its locked packages included. The same code has the same id on every host, and other code has another one, released
 * or not.
 */
export const buildId = (): string => {
  const here = fileURLToPath(import.meta.url);
  const root = path.resolve(path.dirname(here), '..');
  const files = rooms
    .flatMap((room) =>
      readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => path.join(room, file)),
    )
    .filter((file) => path.extname(file) === path.extname(here))
    .sort();
  const hash = createHash('sha256').update(readFileSync(path.join(installation(), 'package-lock.json')));
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  return `${version()}-${hash.digest('hex').slice(0, 12)}`;
};
