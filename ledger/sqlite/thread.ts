import { Worker } from 'node:worker_threads';
import { LedgerUnavailableError } from '../errors.js';
import type { LedgerKey } from '../keys.js';
import type { Signer } from '../signer.js';
import { failureOf, revived } from './failures.js';
import type { Writer, WriterAnswer } from '../writing/requests.js';
import type { FromWriter, Signatures, ToWriter } from './messages.js';
import { runSources } from './run-sources.js';

type Waiting = { readonly resolve: (answer: WriterAnswer) => void; readonly reject: (error: Error) => void };

const start = (workerData: { readonly path: string; readonly key: LedgerKey }): Worker =>
  import.meta.url.endsWith('.ts')
    ? new Worker(new URL('./writer-thread.ts', import.meta.url), {
        workerData,
        execArgv: runSources,
      })
    : new Worker(new URL('./writer-thread.js', import.meta.url), { workerData, execArgv: [] });

const signatures = async (signer: Signer, bytes: readonly Uint8Array[]): Promise<Signatures> => {
  try {
    return { signatures: await Promise.all(bytes.map((one) => signer.sign(one))) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
};

/**
 * Starts the writer, in a thread that keeps the process alive only while a request is under way; resolves when the
 * database is open. What it records is signed here, by `signer`.
 */
export const startWriter = async (options: { readonly path: string; readonly signer: Signer }): Promise<Writer> => {
  const { path, signer } = options;
  const worker = start({ path, key: signer.publicKey });
  const tell = (message: ToWriter): void => worker.postMessage(message);
  await new Promise<void>((resolve, reject) => {
    worker.once('message', (message: FromWriter) => {
      if ('failure' in message) reject(revived(message.failure));
      else resolve();
    });
    worker.once('error', (error) =>
      reject(new LedgerUnavailableError('failed', `the ledger writer failed: ${String(error)}`)),
    );
  });
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let ended: LedgerUnavailableError | null = null;
  let failed = 'it ended';

  worker.on('message', (message: FromWriter) => {
    if ('sign' in message) void signatures(signer, message.sign).then((signed) => tell({ signed }));
    for (const reply of 'replies' in message ? message.replies : []) {
      const caller = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('answer' in reply) caller?.resolve(reply.answer);
      else caller?.reject(revived(reply.failure));
    }
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', (error) => {
    failed = String(error);
  });
  const gone = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      ended ??= new LedgerUnavailableError('failed', `the ledger writer is gone: ${failed}. Start this process again`);
      for (const caller of waiting.values()) caller.reject(ended);
      waiting.clear();
      resolve();
    });
  });
  worker.unref();

  return {
    request: (request) =>
      new Promise<WriterAnswer>((resolve, reject) => {
        if (ended) {
          reject(ended);
          return;
        }
        const id = next;
        next += 1;
        waiting.set(id, { resolve, reject });
        worker.ref();
        tell({ id, request });
      }),
    close: async () => {
      if (!ended) {
        ended = new LedgerUnavailableError('closed', `the ledger ${path} was closed`);
        worker.ref();
        tell({ close: true });
      }
      await gone;
    },
  };
};
