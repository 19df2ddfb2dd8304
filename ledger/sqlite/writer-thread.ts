import { parentPort, workerData } from 'node:worker_threads';
import type { LedgerKey } from '../keys.js';
import { AskingSigner } from './asking-signer.js';
import { translated } from './errors.js';
import { failureOf } from './failures.js';
import type { WriterRequest } from '../writing/requests.js';
import type { FromWriter, ToWriter, WriterReply } from './messages.js';
import { openForWriting } from './schema.js';
import { SqliteWriter } from './writer.js';

// The thread in which SQLite may wait: for the disk at every commit, and for other processes, without the event loop of
// the worker (and its heartbeats) waiting too. What arrives while one commit runs goes into the next one together.

const batchSize = 256;

const { path, key } = workerData as { readonly path: string; readonly key: LedgerKey };
const port = parentPort;
if (port === null) throw new Error('this is the ledger writer: it runs as a thread');

const say = (message: FromWriter): void => port.postMessage(message);
const signer = new AskingSigner(key, (sign) => say({ sign }));

const open = (): SqliteWriter => {
  const db = openForWriting(path);
  try {
    return new SqliteWriter(db, signer);
  } catch (error) {
    db.close();
    throw translated(error, path);
  }
};

type Queued = { readonly id: number; readonly request: WriterRequest };

const serve = (writer: SqliteWriter): void => {
  const queue: Queued[] = [];
  let closing = false;
  let busy = false;

  const commit = async (batch: readonly Queued[]): Promise<WriterReply[]> => {
    try {
      const results = await writer.commit(batch.map(({ request }) => request));
      return results.map((result, at) => {
        const id = batch[at]?.id ?? 0;
        return result instanceof Error ? { id, failure: failureOf(result) } : { id, answer: result };
      });
    } catch (error) {
      const failure = failureOf(translated(error, path));
      return batch.map(({ id }) => ({ id, failure }));
    }
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) say({ replies: await commit(queue.splice(0, batchSize)) });
    busy = false;
    if (!closing) return;
    writer.close();
    port.close();
  };

  const begin = (): void => {
    if (busy) return;
    busy = true;
    setImmediate(() => void drain());
  };

  port.on('message', (message: ToWriter) => {
    if ('signed' in message) {
      signer.answered(message.signed);
      return;
    }
    if ('close' in message) closing = true;
    else queue.push(message);
    begin();
  });
};

try {
  serve(open());
  say({ ready: true });
} catch (error) {
  say({ failure: failureOf(error) });
  port.close();
}
