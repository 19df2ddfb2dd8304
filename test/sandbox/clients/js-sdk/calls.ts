import { expect } from '@jest/globals';
import type { SandboxAws } from '../../../support/aws.js';
import { startFastAws } from '../fast-aws.js';

/** A fast sandbox, whose clients try again as they do by themselves. */
export const startForSdk = async (): Promise<SandboxAws> => {
  const sandbox = await startFastAws();
  return { ...sandbox, config: { ...sandbox.config, maxAttempts: 5 } };
};

/** Waiters look every second at most; what they wait for has come when they look for the second time. */
export const WAIT = { minDelay: 1, maxDelay: 1, maxWaitTime: 20 };

/** Everything on all pages; fails unless there are several. */
export const everything = async <Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
  const found: (readonly Item[])[] = [];
  for await (const page of pages) found.push(items(page) ?? []);
  expect(found.length).toBeGreaterThan(1);
  expect(new Set(found.flat().map((item) => JSON.stringify(item))).size).toBe(found.flat().length);
  return found.flat();
};

/** The error that a call ends in: what the SDK makes of code, status and request id. */
export const refusal = async (call: Promise<unknown>): Promise<readonly [name: string, status: number | undefined]> => {
  const error = await call.then(
    () => new Error('it was not refused'),
    (thrown: Error & { $metadata?: { httpStatusCode?: number; requestId?: string } }) => thrown,
  );
  if (!('$metadata' in error)) throw error;
  expect(error.$metadata?.requestId).toBeTruthy();
  return [error.name, error.$metadata?.httpStatusCode];
};
