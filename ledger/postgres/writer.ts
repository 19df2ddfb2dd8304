import type pg from 'pg';
import { LedgerUnavailableError } from '../errors.js';
import type { Signer } from '../signer.js';
import type { Writer, WriterAnswer, WriterRequest } from '../writing/requests.js';
import { writeBatch } from '../writing/write-batch.js';
import type { WriterResult } from '../writing/write-batch.js';
import { batchStore } from './batch-store.js';
import { connections } from './connections.js';
import type { Connections } from './connections.js';
import { translated } from './errors.js';
import { prepareLayout } from './layout.js';
import { begin, commit } from './transaction.js';

const batchSize = 256;
/** So many cases are appended to at once; more wait for a connection. */
const atOnce = 8;

type Waiting = {
  readonly request: WriterRequest;
  readonly resolve: (answer: WriterAnswer) => void;
  readonly reject: (error: Error) => void;
};

/**
 * Writes to a PostgreSQL ledger, one transaction at a time for each case: what arrives for a case while its transaction
 * runs goes into the next one together. A transaction holds the lock of its case, which other processes wait for too.
 */
class PostgresWriter implements Writer {
  readonly #to: Connections;
  readonly #signer: Signer;
  readonly #lanes = new Map<string, Waiting[]>();
  readonly #running = new Set<Promise<void>>();
  #isClosed = false;

  constructor(to: Connections, signer: Signer) {
    this.#to = to;
    this.#signer = signer;
  }

  request(request: WriterRequest): Promise<WriterAnswer> {
    if (this.#isClosed)
      return Promise.reject(new LedgerUnavailableError('closed', `the ledger ${this.#to.place} was closed`));
    return new Promise((resolve, reject) => {
      const waiting = { request, resolve, reject };
      const name = request.op === 'document' ? request.hash : `case ${request.case}`;
      const lane = this.#lanes.get(name);
      if (lane) {
        lane.push(waiting);
        return;
      }
      const fresh = [waiting];
      this.#lanes.set(name, fresh);
      const run = this.#drain(name, fresh).finally(() => this.#running.delete(run));
      this.#running.add(run);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.all(this.#running);
    await this.#to.pool.end();
  }

  async #drain(name: string, lane: Waiting[]): Promise<void> {
    while (lane.length > 0) {
      let batch: readonly Waiting[] = [];
      try {
        const results = await withConnection(this.#to, (client) => {
          batch = lane.splice(0, batchSize);
          return this.#transact(
            client,
            batch.map(({ request }) => request),
          );
        });
        for (const [at, { resolve, reject }] of batch.entries()) {
          const result = results[at];
          if (result === undefined || result instanceof Error) reject(result ?? new Error('a result is missing'));
          else resolve(result);
        }
      } catch (error) {
        // Without a connection everybody who waits for one is told, and may ask again.
        const failed = batch.length > 0 ? batch : lane.splice(0);
        for (const { reject } of failed) reject(translated(error, this.#to.place));
      }
    }
    // Before anything else runs: who comes now must find no lane that nobody looks at any more.
    this.#lanes.delete(name);
  }

  async #transact(client: pg.PoolClient, requests: readonly WriterRequest[]): Promise<readonly WriterResult[]> {
    const [first] = requests;
    // Sent together: what is asked in a transaction that could not begin is refused by the server.
    const [, results] = await Promise.all([
      begin(client, first && first.op !== 'document' ? first.case : null),
      writeBatch(batchStore(client), this.#signer, requests),
    ]);
    await commit(client);
    return results;
  }
}

/** Lends a connection. One on which something failed is not used again: ending it ends its transaction and its locks. */
const withConnection = async <T>({ pool }: Connections, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let isWhole = false;
  try {
    const result = await work(client);
    isWhole = true;
    return result;
  } finally {
    client.release(!isWhole);
  }
};

/** Connects, makes the tables where there are none, and leaves the signer's public key there. */
export const startPostgresWriter = async (url: string, signer: Signer): Promise<Writer> => {
  const to = connections(url, atOnce);
  try {
    await withConnection(to, async (client) => {
      await prepareLayout(client, to.place);
      const { id, algorithm, publicKey, pem } = signer.publicKey;
      await client.query(
        'INSERT INTO firebreak.keys (id, algorithm, public_key, pem) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        [id, algorithm, publicKey, pem],
      );
    });
    return new PostgresWriter(to, signer);
  } catch (error) {
    await to.pool.end();
    throw translated(error, to.place);
  }
};
