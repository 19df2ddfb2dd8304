import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LedgerUnavailableError } from '../errors.js';

/** For which server a password is wanted, and for whom. */
export type Login = {
  readonly host: string;
  readonly port: number;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
};

/** Four fields and a password; a colon or a backslash in them has a backslash before it. */
const line = /^((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):(.*)$/;
const unescaped = (field: string): string => field.replace(/\\(.)/g, '$1');

/**
 * The password of the first line that fits, as libpq finds it (postgresql.org/docs/current/libpq-pgpass.html): lines are
 * `host:port:database:user:password`, `*` fits everything, the host of a socket is `localhost` too; null without one.
 */
export const passwordIn = (text: string, { host, port, database = '', user = '' }: Login): string | null => {
  const hosts = host.startsWith('/') ? [host, 'localhost'] : [host];
  const wanted = [hosts, [String(port)], [database], [user]];
  for (const one of text.split(/\r?\n/)) {
    const [, ...fields] = one.startsWith('#') ? [] : (line.exec(one) ?? []);
    const fits = wanted.every((values, at) => {
      const field = fields[at];
      return field === '*' || (field !== undefined && values.includes(unescaped(field)));
    });
    if (fits) return unescaped(fields[4] ?? '');
  }
  return null;
};

/**
 * The password for a login from `PGPASSFILE` or `~/.pgpass`, read anew each time, so that a new one is found. Throws
 * LedgerUnavailableError, which says what is missing: it is only asked when the server wants a password.
 */
export const passwordFor = async (login: Login): Promise<string> => {
  const file = process.env['PGPASSFILE'] ?? join(homedir(), '.pgpass');
  const missing = (why: string): Error =>
    new LedgerUnavailableError(
      'unreadable',
      `${login.host}:${login.port} wants a password for ${login.user ?? 'nobody'}, and ${why} (give it in PGPASSWORD or ${file})`,
    );
  const found = await stat(file).catch(() => null);
  if (found === null) throw missing('there is none');
  // As libpq, which does not read it then.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw missing(`${file} is open to others: chmod 600 ${file}`);
  const password = passwordIn(await readFile(file, 'utf8'), login);
  if (password === null) throw missing(`no line of ${file} fits`);
  return password;
};
