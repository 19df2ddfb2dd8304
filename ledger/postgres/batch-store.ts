import type pg from 'pg';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { SignedHead } from '../head.js';
import { maxRetirementBytes, retirementOnce } from '../rotation/retirement.js';
import type { BatchStore, EntryRow } from '../writing/store.js';
import { takeLock } from './transaction.js';

/** The open transaction of a connection. */
export const batchStore = (client: pg.PoolClient): BatchStore => {
  // `name` makes it a prepared statement: parsed and planned once for each connection.
  const rows = async (name: string, text: string, ...values: readonly unknown[]) =>
    (await client.query<Readonly<Record<string, unknown>>>({ name, text, values: [...values] })).rows;
  const text = async (name: string, sql: string, ...values: readonly unknown[]): Promise<string | null> => {
    const [row] = await rows(name, sql, ...values);
    return typeof row?.['text'] === 'string' ? row['text'] : null;
  };
  return {
    tail: async (caseId) => {
      const [row] = await rows(
        'tail',
        `SELECT (SELECT text FROM firebreak.entries WHERE case_id = $1 ORDER BY seq DESC LIMIT 1) AS text, seq, hash
         FROM (SELECT) AS one LEFT JOIN firebreak.heads ON case_id = $1`,
        caseId,
      );
      const { text, seq, hash } = row ?? {};
      return {
        text: typeof text === 'string' ? text : null,
        head: typeof hash === 'string' ? { seq: Number(seq), hash } : null,
      };
    },
    onceText: (caseId, once) => text('once', byOnce, caseId, once),
    retirementText: (key) => text('retirement', retirement, deploymentChain, retirementOnce(key)),
    newestIntent: async (run, step, call) => {
      // The lock of the case is not enough: nothing but custom keeps a run in one case. A statement of its own, since
      // each statement sees what was committed before it began.
      await client.query(takeLock('call', run, step, call));
      const [row] = await rows(
        'intent',
        `SELECT attempt, text FROM firebreak.entries WHERE run = $1 AND step = $2 AND call = $3 AND kind = 'intent'
         ORDER BY attempt DESC LIMIT 1`,
        run,
        step,
        call,
      );
      return row ? { attempt: Number(row['attempt']), text: String(row['text']) } : null;
    },
    isAnswered: async (run, step, call, attempt) => {
      const sql = `SELECT FROM firebreak.entries
        WHERE run = $1 AND kind = 'call' AND step = $2 AND call = $3 AND attempt = $4 LIMIT 1`;
      return (await rows('answered', sql, run, step, call, attempt)).length > 0;
    },
    documentText: (hash) => text('document', 'SELECT text FROM firebreak.documents WHERE hash = $1', hash),
    insertDocument: async (hash, text) => {
      const sql = 'INSERT INTO firebreak.documents (hash, text) VALUES ($1, $2) ON CONFLICT DO NOTHING';
      await rows('put', sql, hash, text);
    },
    insertEntries: async (entries) => {
      await Promise.all(entries.map((entry) => rows('insert', insert, ...valuesOf(entry))));
    },
    saveHeads: async (heads) => {
      await Promise.all(heads.map((head) => rows('head', upsert, ...headValues(head))));
    },
  };
};

const byOnce = 'SELECT text FROM firebreak.entries WHERE case_id = $1 AND once = $2';
const retirement = `${byOnce} AND octet_length(text) <= ${maxRetirementBytes}`;

const insert = `INSERT INTO firebreak.entries (case_id, seq, kind, run, step, call, attempt, once, text)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

const valuesOf = ({ case: caseId, seq, kind, columns, once, text }: EntryRow): readonly unknown[] => {
  const { run, step, call, attempt } = columns;
  return [caseId, seq, kind, run, step, call, attempt, once, text];
};

const upsert = `INSERT INTO firebreak.heads (case_id, seq, hash, key, signature) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (case_id) DO UPDATE SET seq = $2, hash = $3, key = $4, signature = $5`;

const headValues = ({ case: caseId, seq, hash, key, signature }: SignedHead): readonly unknown[] => [
  caseId,
  seq,
  hash,
  key,
  signature,
];
