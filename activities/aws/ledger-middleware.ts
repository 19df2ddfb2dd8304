import type { Json } from '../../workflows/contract/json.js';
import type { AnswerDocument } from '../../workflows/contract/plan-answers.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Authority } from '../../ledger/authority.js';
import { FencedError } from '../../ledger/errors.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Protection } from '../self-protection/protection.js';
import type { Attempt } from './attempt.js';
import { errorCode, failure, translateRefusal, type AwsError } from './errors.js';
import { recordable, recordableAnswer, targetOf, withoutSecrets } from './recordable.js';

/** What the middleware works with. */
export type Recorder = {
  readonly ledger: Ledger;
  readonly authority: Authority;
  readonly protection: Protection;
  readonly actor: string;
};

type Handler = (args: { readonly input: unknown }) => Promise<{ readonly output: unknown; readonly response: unknown }>;

/** The operation that a middleware is called for, as AWS names it. */
export const operationOf = ({ commandName = 'Unknown' }: { readonly commandName?: string }): string =>
  commandName.replace(/Command$/, '');

/**
 * Whether an operation only reads. What is not known to read counts as a change. AssumeRole changes nothing either: it
 * hands out a session, and what is done with that comes through this door again.
 */
export const onlyReads = (operation: string): boolean =>
  /^(?:(?:Describe|Get|Head|List|Lookup)[A-Z]|Simulate(?:Principal|Custom)Policy$|AssumeRole$)/.test(operation);

/**
 * The one door to AWS. Contract, in this order, for every call that is not known to only read:
 * 1. it names a planned call, the ledger shows that enough people signed a plan with exactly this call in it, and it
 *    changes nothing that Firebreak itself cannot do without;
 * 2. its intent is durable, and no newer attempt has claimed the call;
 * 3. the attempt is still the one that Temporal counts on;
 * 4. then it goes out, once;
 * 5. its outcome is durable before anybody sees the answer.
 * Reads skip 1 and 2; where a plan is made of them, their answers are kept with it, but for sessions that are handed
 * out. If the ledger cannot be written, the call is not made, or its answer is not used.
 */
export const ledgerMiddleware =
  (recorder: Recorder, attempt: Attempt, service: string, plannedCallOf: (input: object) => string | undefined) =>
  (next: Handler, context: { readonly commandName?: string }): Handler =>
  async (args) => {
    const operation = operationOf(context);
    const input = (args.input ?? {}) as object;
    const call = plannedCallOf(input) ?? null;
    const target = targetOf(input);
    const common = { run: attempt.run, service, operation, target, input: recordable(input), attempt: attempt.attempt };
    if (!onlyReads(operation)) await claim(recorder, attempt, { ...common, call });
    const started = performance.now();
    const record = async (outcome: 'ok' | 'error', answer: Answer): Promise<unknown> =>
      attempt.isRoutine && onlyReads(operation)
        ? undefined
        : recorder.ledger.append(attempt.case, recorder.actor, 'call', {
            ...common,
            step: attempt.step,
            call,
            outcome,
            requestId: answer.requestId,
            errorCode: answer.errorCode,
            durationMs: Math.round(performance.now() - started),
            ...(!onlyReads(operation) && outcome === 'ok' && { output: answer.output }),
          });
    const keep = (requestId: string | null, document: () => AnswerDocument): void => {
      const at = new Date().toISOString();
      // A session that is handed out tells nothing of the account.
      if (onlyReads(operation) && operation !== 'AssumeRole')
        attempt.answers?.add({ service, operation, input: common.input, at, requestId }, document());
    };
    try {
      const answer = await next(args);
      const output = answer.output as { readonly $metadata?: { readonly requestId?: string } };
      const requestId = output.$metadata?.requestId ?? null;
      await record('ok', {
        requestId,
        errorCode: null,
        output: onlyReads(operation) ? null : recordable(output),
      });
      keep(requestId, () => ({ output: recordableAnswer(output) }));
      return answer;
    } catch (error) {
      const problem = error as AwsError;
      // An answer that never came says nothing of the effect: no outcome is recorded, so the next attempt asks AWS first.
      if (problem.$metadata?.httpStatusCode) {
        const requestId = problem.$metadata.requestId ?? null;
        const code = errorCode(problem);
        await record('error', { requestId, errorCode: code, output: null });
        keep(requestId, () => ({ error: { code, message: withoutSecrets(problem.message).slice(0, 2_000) } }));
      }
      throw error;
    }
  };

type Answer = { readonly requestId: string | null; readonly errorCode: string | null; readonly output: Json };

const claim = async (
  recorder: Recorder,
  attempt: Attempt,
  change: {
    readonly call: string | null;
    readonly service: string;
    readonly operation: string;
    readonly target: string;
    readonly input: Json;
  },
): Promise<void> => {
  const what = `${change.service}:${change.operation} on ${change.target}`;
  const { ledger, actor } = recorder;
  const { authority, step } = attempt;
  if (!authority || step === null || change.call === null)
    throw failure(failureTypes.unauthorised, `${what} is not part of a signed plan: it was not made.`);
  try {
    const { step: planned } = await recorder.authority.authorize({
      case: attempt.case,
      run: attempt.run,
      step,
      ...authority,
      call: { ...change, id: change.call },
    });
    await recorder.protection.check(planned, change.input);
    await ledger.intend(attempt.case, actor, {
      run: attempt.run,
      step,
      call: change.call,
      attempt: attempt.attempt,
      service: change.service,
      operation: change.operation,
      target: change.target,
      input: change.input,
      plan: authority.root,
    });
  } catch (error) {
    if (error instanceof FencedError) throw failure(failureTypes.fenced, `${what}: a newer attempt has taken over.`);
    throw translateRefusal(error, what);
  }
  attempt.stillMine();
};
