import { AsyncLocalStorage } from 'node:async_hooks';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Attempt } from './attempt.js';
import { failure } from './errors.js';
import { inSession } from './in-session.js';
import { ledgerMiddleware, onlyReads, operationOf, type Recorder } from './ledger-middleware.js';
import type { Pace } from './pace/pace.js';
import type { HeldSession } from './role-session.js';

/** The way to AWS that every client of a worker is put behind. */
export type Door = {
  /** Runs `work` with every AWS call inside it recorded as part of `attempt`; calls outside any attempt are refused. */
  readonly during: <T>(attempt: Attempt, work: () => Promise<T>) => Promise<T>;
  /** Says that this very input object is the planned call `id`. */
  readonly mark: (input: object, id: string) => void;
  /**
   * Puts a client behind it, and says which session it takes its credentials from, if any. Calls of one service in one
   * place share a pace.
   */
  readonly guard: (service: string, place: string, client: object, session?: HeldSession | null) => void;
};

/** The door of one worker. */
export const openDoor = (recorder: Recorder, pace: Pace): Door => {
  const current = new AsyncLocalStorage<Attempt>();
  const planned = new WeakMap<object, string>();
  const guard: Door['guard'] = (service, place, client, session) => {
    // The clients differ in their input types only, and the middleware reads inputs as plain objects.
    const { middlewareStack: stack } = client as {
      readonly middlewareStack: {
        add: (middleware: (next: never, context: never) => unknown, options: object) => void;
      };
    };
    stack.add(
      (next, context) => {
        const attempt = current.getStore();
        if (!attempt) throw failure(failureTypes.unauthorised, `${service} was called outside any attempt.`);
        const pass = ledgerMiddleware(recorder, attempt, service, (input) => planned.get(input))(next, context);
        // Outside the ledger's part: between what is announced and what is done there is no waiting.
        const operation = operationOf(context);
        const call = { what: `${service}:${operation}`, isRead: onlyReads(operation) };
        return (args: Parameters<typeof pass>[0]) => {
          const make = () => pace.keep({ place, service, operation }, () => pass(args));
          return session ? inSession(session, call, make) : make();
        };
      },
      { step: 'initialize', priority: 'high', name: 'firebreakLedger' },
    );
  };
  return {
    during: (attempt, work) => current.run(attempt, work),
    mark: (input, id) => void planned.set(input, id),
    guard,
  };
};
