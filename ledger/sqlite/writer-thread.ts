import { parentPort, workerData } from 'node:worker_threads';
import { FencedError, LedgerUnavailableError } from '../errors.js';
import { openSigningKey } from '../signing-key.js';
import { translated } from './errors.js';
import type { WriterFailure, WriterReply, WriterRequest } from './messages.js';
import { openForWriting } from './schema.js';
import { Writer } from './writer.js';

// The thread in which SQLite may wait: for the disk at every commit, and for other processes, without the event loop of
// the worker (and its heartbeats) waiting too. What arrives while one commit runs goes into the next one together.

const batchSize = 256;

const { path, keyPath } = workerData as { readonly path: string; readonly keyPath: string };
const port = parentPort;
if (port === null) throw new Error('this is the ledger writer: it runs as a thread');

const failureOf = (error: unknown): WriterFailure => {
  const known = error instanceof Error ? error : new Error(String(error));
  return {
    name: known.name,
    message: known.message,
    code: known instanceof LedgerUnavailableError ? known.code : null,
    by: known instanceof FencedError ? known.by : null,
  };
};

const open = (): Writer => {
  const key = openSigningKey(keyPath);
  const db = openForWriting(path);
  try {
    return new Writer(db, key);
  } catch (error) {
    db.close();
    throw translated(error, path);
  }
};

const serve = (writer: Writer): void => {
  const queue: { readonly id: number; readonly request: WriterRequest }[] = [];
  let scheduled = false;

  const drain = (): void => {
    scheduled = false;
    const batch = queue.splice(0, batchSize);
    let replies: WriterReply[];
    try {
      const results = writer.commit(batch.map(({ request }) => request));
      replies = results.map((result, at) => {
        const id = batch[at]?.id ?? 0;
        return result instanceof Error ? { id, failure: failureOf(result) } : { id, answer: result };
      });
    } catch (error) {
      const failure = failureOf(translated(error, path));
      replies = batch.map(({ id }) => ({ id, failure }));
    }
    port.postMessage(replies);
    if (queue.length > 0) schedule();
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(drain);
  };

  port.on('message', (message: { readonly id: number; readonly request: WriterRequest } | 'close') => {
    if (message === 'close') {
      while (queue.length > 0) drain();
      writer.close();
      port.close();
      return;
    }
    queue.push(message);
    schedule();
  });
};

try {
  serve(open());
  port.postMessage('ready');
} catch (error) {
  port.postMessage({ failure: failureOf(error) });
  port.close();
}
