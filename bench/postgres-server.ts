import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL server of one's own, on a free port of this machine, from where everybody may log in. */
export type PostgresServer = {
  /** Whose processes they are: never root's. */
  readonly uid: number;
  /** The address of a database, as superuser. */
  readonly url: (name: string) => string;
  /** Starts it, again on the same port; resolves when it answers. */
  readonly start: () => Promise<void>;
  /** Ends it; resolves when none of its processes is left. */
  readonly end: (signal: 'SIGKILL' | 'SIGQUIT') => Promise<void>;
  /** Ends it and deletes its data. */
  readonly remove: () => Promise<void>;
};

/** The folder with `initdb` and `postgres` (Debian's newest, else PATH), or null when no server is installed here. */
export const findPostgres = (): string | null => {
  const debian = '/usr/lib/postgresql';
  const packaged = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const newestFirst = packaged.toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  const folders = [...newestFirst, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null;
};

/** PostgreSQL refuses to run as root. */
const unprivileged = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: '-u' | '-g'): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
};

// The shell stays behind as a watcher on a pipe from us: should we be killed, the server ends too.
const leash = '{ trap "" HUP INT TERM; cat <&3; kill -s QUIT $$; } >/dev/null 2>&1 & exec "$@" 3<&-';

/** Makes a cluster with PostgreSQL's default settings in a temporary folder; `programs` is where `initdb` is. */
export const makeServer = async (programs: string): Promise<PostgresServer> => {
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = ['--username=super', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(programs, 'initdb'), ['-D', data, ...options], { ...user, cwd: folder, stdio: 'pipe' });
  const port = await freePort();
  const url = (name: string): string => `postgres://super@127.0.0.1:${port}/${name}`;
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`, '-c', 'unix_socket_directories='];
  const command = [join(programs, 'postgres'), '-D', data, ...settings];
  const begin = () => {
    const begun = spawn('/bin/sh', ['-c', leash, 'leash', ...command], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    begun.once('exit', () => begun.stdio[3]?.destroy());
    return begun;
  };

  let server: ReturnType<typeof begin> | null = null;
  const start = async (): Promise<void> => {
    server = begin();
    let log = '';
    let ended = false;
    server.stderr?.setEncoding('utf8').on('data', (part: string) => (log += part));
    server.once('close', () => (ended = true));
    for (;;) {
      const client = new pg.Client(url('postgres'));
      try {
        await client.connect();
        return;
      } catch (error) {
        if (ended) throw new Error(`PostgreSQL did not start: ${log}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 20));
      } finally {
        await client.end();
      }
    }
  };
  const end: PostgresServer['end'] = async (signal) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    // Its children hold stderr as well: this comes when the last of them is gone.
    const gone = once(server, 'close');
    server.kill(signal);
    await gone;
  };
  return {
    uid: user.uid ?? process.getuid?.() ?? 0,
    url,
    start,
    end,
    remove: async () => {
      // Ends it at once, without waiting for who is connected and without a last checkpoint.
      await end('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
