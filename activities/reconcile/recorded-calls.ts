import { isGenuine } from '../../ledger/genuine.js';
import { KeyRing } from '../../ledger/key-ring.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import type { EntryReference } from '../../workflows/contract/reconciliation.js';

/** A changing call as the ledger has it: announced, and answered or not. */
export type RecordedCall = EntryReference & {
  /** Null: the answer was lost, or it was never made. */
  readonly outcome: 'ok' | 'error' | null;
  /** What was asked of AWS. */
  readonly input: Json;
};

/**
 * Every changing call of every case, each attempt by itself. What is not genuine explains nothing: whoever can write the
 * database could excuse any call of AWS by a row, or by a second copy of an entry.
 */
export const recordedCalls = async (
  ledger: Pick<Ledger, 'cases' | 'entries' | 'keys'>,
): Promise<readonly RecordedCall[]> => {
  const calls: RecordedCall[] = [];
  const ring = new KeyRing(ledger.keys);
  for (const caseId of await ledger.cases()) {
    const entries = await ledger.entries(caseId, { kinds: ['intent', 'call'] });
    const answers = new Map(entries.flatMap((one) => (one.kind === 'call' ? [[attemptOf(one), one] as const] : [])));
    const seen = new Set<string>();
    for (const entry of entries) {
      if (entry.kind !== 'intent' || seen.has(entry.hash) || !isGenuine(entry, caseId, ring)) continue;
      seen.add(entry.hash);
      const { run, step, service, operation, target, input } = entry.body;
      const answered = answers.get(attemptOf(entry));
      const answer = answered && isGenuine(answered, caseId, ring) ? answered.body : undefined;
      calls.push({
        case: caseId,
        seq: entry.seq,
        run,
        step,
        at: entry.at,
        service,
        operation,
        target,
        requestId: answer?.requestId ?? null,
        outcome: answer?.outcome ?? null,
        input,
      });
    }
  }
  return calls;
};

const attemptOf = ({ body }: Entry<'intent'> | Entry<'call'>): string =>
  JSON.stringify([body.run, body.step, body.call, body.attempt]);
