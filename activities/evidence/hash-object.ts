import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { S3 } from '@aws-sdk/client-s3';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import { receiveAll, silence } from './receive-all.js';

/** A version of an object, and how many bytes S3 says it has. */
export type ObjectVersion = {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId: string;
  readonly size: number;
};

/**
 * Hashes a whole object version as it is read, in one request where nothing breaks; where the connection does, it goes on
 * behind the last byte. `told` hears how many bytes were read. Ends within moments when `signal` is aborted.
 */
export const hashObject = async (
  s3: S3,
  { size, ...where }: ObjectVersion,
  told: (bytes: number) => void,
  signal: AbortSignal,
): Promise<{ readonly sha256: string; readonly bytes: number }> => {
  const hash = createHash('sha256');
  let at = 0;
  const take = (chunk: Uint8Array): void => {
    hash.update(chunk);
    told((at += chunk.length));
  };
  const isFinal = (error: unknown): boolean => error instanceof ApplicationFailure && error.nonRetryable === true;
  await receiveAll({ size, arrived: () => at, isFinal, signal }, async () => {
    const request = { ...where, ...(at > 0 && { Range: `bytes=${at}-` }) };
    const { Body } = await reading('s3:GetObject', where.Key, () => s3.getObject(request, { abortSignal: signal }));
    await drain(Body, take, signal);
    if (at < size) throw failure(failureTypes.unavailable, `S3 sent ${at} of the ${size} bytes of ${where.Key}.`);
  });
  return { sha256: hash.digest('hex'), bytes: at };
};

const drain = async (body: unknown, take: (chunk: Uint8Array) => void, signal: AbortSignal): Promise<void> => {
  if (!(body instanceof Readable)) throw failure(failureTypes.unavailable, 'S3 answered without a body.');
  const stop = (why: string) => (): void => void body.destroy(new Error(why));
  const onAbort = stop('stopped');
  signal.addEventListener('abort', onAbort);
  let timer = setTimeout(stop('S3 went silent'), silence);
  try {
    for await (const chunk of body) {
      take(chunk as Uint8Array);
      clearTimeout(timer);
      timer = setTimeout(stop('S3 went silent'), silence);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
};
