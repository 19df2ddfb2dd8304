import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** Appends texts to one table that has nothing else, as durably as the ledger does: the least there is. */
export type BareStore = {
  readonly append: (lane: number, text: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/** In SQLite: what all lanes bring goes into one transaction, since only one can be written at a time. */
export const bareSqlite = (file: string, lanes: number): BareStore => {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  db.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO bare (text) VALUES (?)');
  const waiting: { readonly text: string; readonly done: () => void }[] = [];
  const commit = (): void => {
    const batch = waiting.splice(0, lanes);
    db.exec('BEGIN IMMEDIATE');
    for (const { text } of batch) insert.run(text);
    db.exec('COMMIT');
    for (const { done } of batch) done();
  };
  return {
    append: (_, text) =>
      new Promise<void>((done) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push({ text, done });
      }),
    close: async () => db.close(),
  };
};

/** In PostgreSQL: a connection for each lane, and each row in a transaction of its own. */
export const barePostgres = async (url: string, lanes: number): Promise<BareStore> => {
  const clients = await Promise.all(
    Array.from({ length: lanes }, async () => {
      const client = new pg.Client(url);
      await client.connect();
      return client;
    }),
  );
  await clients[0]?.query('CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL)');
  const insert = { name: 'insert', text: 'INSERT INTO bare (text) VALUES ($1)' };
  return {
    append: async (lane, text) => clients[lane]?.query({ ...insert, values: [text] }),
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
};
