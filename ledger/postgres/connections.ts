import pg from 'pg';
import { LedgerUnavailableError } from '../errors.js';
import { passwordFor } from './password-file.js';

/** Milliseconds that a connection, and any answer on one, is waited for before it counts as lost. */
const lost = { connect: 10_000, answer: 40_000 };

/** The connections to one database; it connects when it is asked to, and again when one was lost. */
export type Connections = {
  /** The database as people know it: host, port and name, never a password. */
  readonly place: string;
  readonly pool: pg.Pool;
};

/** Where neither the address nor `PGPASSWORD` has a password, the file is asked when the server wants one. */
class Client extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // pg would read the file itself until version 9, with a warning that it is deprecated.
    if (!this.password) Object.defineProperty(this, 'password', { value: () => passwordFor(this), writable: true });
  }
}

/** Opens nothing yet. Throws LedgerUnavailableError when `url` is no address of a database. */
export const connections = (url: string, max: number): Connections => {
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new LedgerUnavailableError('missing', 'the address of a PostgreSQL ledger begins with postgres://');
  const pool = new pg.Pool({
    Client,
    connectionString: url,
    max,
    application_name: 'firebreak',
    connectionTimeoutMillis: lost.connect,
    query_timeout: lost.answer,
    keepAlive: true,
    allowExitOnIdle: true,
    pipeline: true,
  });
  // The pool replaces a connection that broke; whoever was waiting for an answer on it is told.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const { host, port, database } = new pg.Client(url);
  return { place: `${host}:${port}/${database}`, pool };
};
