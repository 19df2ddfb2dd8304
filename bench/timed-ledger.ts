import type { Ledger } from '../ledger/ledger.js';

/** Milliseconds that callers waited for each method of a ledger, all of them together. */
export type Waited = Map<string, number>;

/** The same ledger, which counts how long its callers wait for it: writing and reading, queues included. */
export const timedLedger = (ledger: Ledger, waited: Waited): Ledger =>
  new Proxy(ledger, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        const began = performance.now();
        try {
          return await (Reflect.apply(member, target, given) as Promise<unknown>);
        } finally {
          const method = String(name);
          waited.set(method, (waited.get(method) ?? 0) + performance.now() - began);
        }
      };
    },
  });
