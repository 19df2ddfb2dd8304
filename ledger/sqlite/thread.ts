import { Worker } from 'node:worker_threads';
import { FencedError, LedgerInputError, LedgerTamperedError, LedgerUnavailableError } from '../errors.js';
import type { UnavailableCode } from '../errors.js';
import { runSources } from './run-sources.js';
import type { WriterAnswer, WriterFailure, WriterReply, WriterRequest } from './messages.js';

type Waiting = { readonly resolve: (answer: WriterAnswer) => void; readonly reject: (error: Error) => void };

/** The writer thread, seen from outside. It keeps the process alive only while a request is under way. */
export type WriterThread = {
  readonly request: (request: WriterRequest) => Promise<WriterAnswer>;
  /** Answers what was asked before, then ends; later requests are refused. */
  readonly close: () => Promise<void>;
};

const start = (workerData: { readonly path: string; readonly keyPath: string }): Worker =>
  import.meta.url.endsWith('.ts')
    ? new Worker(new URL('./writer-thread.ts', import.meta.url), {
        workerData,
        execArgv: runSources,
      })
    : new Worker(new URL('./writer-thread.js', import.meta.url), { workerData, execArgv: [] });

const revive = ({ name, message, code, by }: WriterFailure): Error => {
  if (name === 'FencedError') return new FencedError(by ?? 0, message);
  if (name === 'LedgerInputError') return new LedgerInputError(message);
  if (name === 'LedgerTamperedError') return new LedgerTamperedError(message);
  return new LedgerUnavailableError((code ?? 'failed') as UnavailableCode, message);
};

/** Starts the writer; resolves when the database is open and the key is loaded. */
export const startWriter = async (options: {
  readonly path: string;
  readonly keyPath: string;
}): Promise<WriterThread> => {
  const worker = start({ path: options.path, keyPath: options.keyPath });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', (message: 'ready' | { readonly failure: WriterFailure }) => {
      if (message === 'ready') resolve();
      else reject(revive(message.failure));
    });
    worker.once('error', (error) =>
      reject(new LedgerUnavailableError('failed', `the ledger writer failed: ${String(error)}`)),
    );
  });
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let ended: LedgerUnavailableError | null = null;
  let failed = 'it ended';

  worker.on('message', (replies: readonly WriterReply[]) => {
    for (const reply of replies) {
      const caller = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('answer' in reply) caller?.resolve(reply.answer);
      else caller?.reject(revive(reply.failure));
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
        worker.postMessage({ id, request });
      }),
    close: async () => {
      if (!ended) {
        ended = new LedgerUnavailableError('closed', `the ledger ${options.path} was closed`);
        worker.ref();
        worker.postMessage('close');
      }
      await gone;
    },
  };
};
