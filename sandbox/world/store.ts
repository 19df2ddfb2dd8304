import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** Anything that JSON keeps without loss. Stored values are frozen: a change is a new value under the same id. */
export type Row = object;

/** Rows of one kind by id, in the order in which they were first put. */
export interface Table<T extends Row> {
  readonly get: (id: string) => T | undefined;
  readonly put: (id: string, value: T) => T;
  /** Puts what `change` makes of the row; fails when there is none. */
  readonly update: (id: string, change: (row: T) => T) => T;
  readonly delete: (id: string) => void;
  readonly all: () => readonly T[];
  readonly entries: () => readonly (readonly [id: string, row: T])[];
}

/** All tables of a world, in memory and on disk. */
export interface Store {
  readonly table: <T extends Row>(name: string) => Table<T>;
  /** Every table that has a row, by name. */
  readonly names: () => readonly string[];
  /**
   * Runs `work`: all its changes are kept, or none when it throws. Once it returns they survive the death of the
   * process. Inside another transaction it is a part of that one, and can fail alone.
   */
  readonly transact: <T>(work: () => T) => T;
  /** Runs `work` and takes all its changes back. */
  readonly rehearse: <T>(work: () => T) => T;
  /** Appends one text to a log; part of the transaction, if there is one. */
  readonly append: (log: string, text: string) => number;
  /** Texts of a log from `from` on, oldest first, at most `limit`. */
  readonly read: (
    log: string,
    from: number,
    limit: number,
  ) => readonly { readonly at: number; readonly text: string }[];
  readonly length: (log: string) => number;
  /** Writes a copy of everything to a new file. */
  readonly copyTo: (path: string) => void;
  readonly close: () => void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rows (tbl TEXT NOT NULL, id TEXT NOT NULL, nr INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS logs (log TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (log, at)) WITHOUT ROWID;
`;

/** Opens the world in the SQLite file `path`. Everything is synchronous, so a request is never seen half done. */
export function openStore(path: string): Store {
  const database = new DatabaseSync(path);
  // A killed process loses nothing that was committed: the kernel has it. Only a power cut would be later than this.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA locking_mode = EXCLUSIVE;');
  database.exec(SCHEMA);
  const putRow = database.prepare(
    'INSERT INTO rows VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const deleteRow = database.prepare('DELETE FROM rows WHERE tbl = ? AND id = ?');
  const appendText = database.prepare('INSERT INTO logs VALUES (?, ?, ?)');
  const readTexts: StatementSync = database.prepare(
    'SELECT at, text FROM logs WHERE log = ? AND at >= ? ORDER BY at LIMIT ?',
  );

  const tables = new Map<string, Map<string, Row>>();
  const lengths = new Map<string, number>();
  let next = 0;
  const numbers = new Map<string, number>();
  for (const row of database.prepare('SELECT * FROM rows ORDER BY nr').iterate() as Iterable<Record<string, unknown>>) {
    rowsOf(String(row['tbl'])).set(String(row['id']), frozen(JSON.parse(String(row['value'])) as Row));
    numbers.set(keyOf(String(row['tbl']), String(row['id'])), Number(row['nr']));
    next = Math.max(next, Number(row['nr']) + 1);
  }
  for (const row of database.prepare('SELECT log, max(at) AS last FROM logs GROUP BY log').all())
    lengths.set(String(row['log']), Number(row['last']) + 1);

  /** How to take back, newest last; undefined outside a transaction. */
  let undo: (() => void)[] | undefined;

  function rowsOf(name: string): Map<string, Row> {
    const rows = tables.get(name) ?? new Map<string, Row>();
    tables.set(name, rows);
    return rows;
  }

  const numberOf = (name: string, id: string): number => numbers.get(keyOf(name, id)) ?? 0;

  function set(name: string, id: string, value: Row | undefined): void {
    if (undo === undefined) throw new Error(`${name} is changed outside a transaction`);
    const rows = rowsOf(name);
    const before = rows.get(id);
    const number = numbers.get(keyOf(name, id)) ?? 0;
    if (value === undefined) {
      rows.delete(id);
      deleteRow.run(name, id);
    } else {
      rows.set(id, value);
      if (before === undefined) numbers.set(keyOf(name, id), next++);
      putRow.run(name, id, numberOf(name, id), JSON.stringify(value));
    }
    undo.push(() => {
      const now = rowsOf(name);
      if (before === undefined) return void now.delete(id);
      const isBack = !now.has(id);
      numbers.set(keyOf(name, id), number);
      now.set(id, before);
      if (isBack) tables.set(name, new Map([...now].sort(([a], [b]) => numberOf(name, a) - numberOf(name, b))));
    });
  }

  function run<T>(work: () => T, keep: boolean): T {
    const outer = undo;
    const changes: (() => void)[] = (undo = []);
    database.exec(outer === undefined ? 'BEGIN' : 'SAVEPOINT part');
    let done = false;
    try {
      const result = work();
      done = keep;
      return result;
    } finally {
      if (!done) for (const change of changes.reverse()) change();
      if (outer === undefined) database.exec(done ? 'COMMIT' : 'ROLLBACK');
      else database.exec(done ? 'RELEASE part' : 'ROLLBACK TO part; RELEASE part');
      if (done) outer?.push(...changes);
      undo = outer;
    }
  }

  return {
    table: <T extends Row>(name: string): Table<T> => {
      const get = (id: string): T | undefined => tables.get(name)?.get(id) as T | undefined;
      const put = (id: string, value: T): T => {
        const kept = frozen(value);
        set(name, id, kept);
        return kept;
      };
      return {
        get,
        put,
        update: (id, change) => {
          const row = get(id);
          if (row === undefined) throw new Error(`${name} has no ${id}`);
          return put(id, change(row));
        },
        delete: (id) => {
          if (get(id) !== undefined) set(name, id, undefined);
        },
        all: () => [...(tables.get(name)?.values() ?? [])] as T[],
        entries: () => [...(tables.get(name)?.entries() ?? [])] as [string, T][],
      };
    },
    names: () =>
      [...tables]
        .filter(([, rows]) => rows.size > 0)
        .map(([name]) => name)
        .sort(),
    transact: (work) => run(work, true),
    rehearse: (work) => run(work, false),
    append: (log, text) => {
      const at = lengths.get(log) ?? 0;
      appendText.run(log, at, text);
      lengths.set(log, at + 1);
      undo?.push(() => lengths.set(log, at));
      return at;
    },
    read: (log, from, limit) =>
      readTexts.all(log, from, limit).map((row) => ({ at: Number(row['at']), text: String(row['text']) })),
    length: (log) => lengths.get(log) ?? 0,
    copyTo: (target) => void database.prepare('VACUUM INTO ?').run(target),
    close: () => database.close(),
  };
}

function keyOf(name: string, id: string): string {
  return `${name}\n${id}`;
}

function frozen<T extends Row>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as Row);
  return Object.freeze(value);
}
