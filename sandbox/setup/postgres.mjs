import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './command.mjs';
import { writeWhole } from './files.mjs';
import { withLock } from './lock.mjs';
import { inCache } from './paths.mjs';

const CLUSTERS = '/etc/postgresql-common/createcluster.conf';
const FIX = 'install it yourself: sudo apt-get install postgresql';

/** A PostgreSQL server, for tests only: they start it themselves, in a folder of their own. */
export const postgres = {
  /** Installs Debian's, where there is none and this is root. Where there can be none it says so: nothing else needs it. */
  async ensure() {
    if (isThere()) return;
    if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
      console.error(
        'firebreak: no PostgreSQL server is here: its tests will be skipped. Debian: apt-get install postgresql',
      );
      return;
    }
    await withLock(
      inCache('locks/postgres'),
      () => {},
      async () => {
        if (isThere()) return;
        try {
          await install();
        } catch (error) {
          console.error(`firebreak: PostgreSQL could not be installed: its tests will be skipped.`, error);
        }
      },
    );
  },
};

async function install() {
  const apt = (/** @type {string[]} */ ...args) =>
    run(['apt-get', ...args], { log: 'postgres', fix: FIX, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', 'postgresql-common');
  // Debian makes and starts a server of its own with the next package, unless it is told not to.
  const settings = readFileSync(CLUSTERS, 'utf8').replace(/^#?\s*create_main_cluster\s*=.*$/m, '');
  writeWhole(CLUSTERS, `${settings.trimEnd()}\ncreate_main_cluster = false\n`);
  await apt('install', '-y', '--no-install-recommends', 'postgresql');
}

function isThere() {
  const debian = '/usr/lib/postgresql';
  const packaged = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const folders = [...packaged, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.some((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
}
