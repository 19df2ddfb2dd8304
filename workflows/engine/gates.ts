import { ApplicationFailure, CancellationScope, condition, setHandler, uuid4 } from '@temporalio/workflow';
import type { Decided, GateRequest, Notice, RunReference } from '../contract/activities.js';
import type { FailureDecision, PlanDecision, Signed } from '../contract/documents.js';
import type { GateRecord } from '../contract/entries.js';
import type { PlanReference } from '../contract/plan.js';
import type { FailureChoice } from '../contract/words.js';
import { decideUpdate } from './messages.js';
import { tell } from './notify.js';
import type { Answer } from './progress.js';
import { engine } from './proxies.js';
import { Slots } from './slots.js';

type Waiting = {
  readonly gate: GateRecord;
  readonly plan: PlanReference | null;
  readonly step: string | null;
  answer: Decided | null;
  signed: Signed<PlanDecision | FailureDecision> | null;
};

/** What a person says of a failed step, and the document that says it. */
type FailureAnswer = { readonly choice: FailureChoice; readonly signed: Signed<FailureDecision> };

/**
 * Recorded refusals cost history (about 6.5 events each), and Temporal takes 2,000 updates a run. After so many the run
 * goes on in a new history; while it cannot, because a change is in flight, this many more are looked at.
 */
const mostRefusals = 200;
const mostRefusalsAtAll = 1_500;

/**
 * Most gates of a run that are looked after at once, in case they settle themselves: each takes one of the 100 places of
 * a worker (Temporal's default), which are needed for what is being done.
 */
const mostSettling = 10;

/** How long a decision may be ahead of its gate. */
const moment = '2s';

/** The gates of one workflow: where it waits for people, and the update by which they answer. */
export class Gates {
  readonly #waiting = new Map<string, Waiting>();
  readonly #settling = new Slots(mostSettling);
  #refusals = 0;
  /** Whether people outside are told of what waits for them. */
  notifies = false;

  constructor(
    private readonly run: RunReference,
    private readonly workflowId: string,
  ) {
    // The validator sees shape only, and is synchronous: a refusal must leave a record, so it is the handler's to make.
    setHandler(decideUpdate, (signed) => this.#decide(signed), {
      validator: (signed) => {
        if (
          typeof signed?.document !== 'object' ||
          signed.document === null ||
          !('signature' in signed || 'aws' in signed)
        )
          throw ApplicationFailure.nonRetryable('This is not a signed document.', 'BadInput');
        if (this.#refusals >= mostRefusalsAtAll)
          throw ApplicationFailure.nonRetryable(
            `${mostRefusalsAtAll} decisions were refused while a change is in flight: hand it in again when that has ended.`,
            'Refused',
          );
      },
    });
  }

  /** How many gates wait for people now: one that has its answer is still to be seen to. */
  get waiting(): number {
    return [...this.#waiting.values()].filter(({ answer }) => answer === null).length;
  }

  /** Whether it is time for a new history: too many refusals stand in this one. */
  get weary(): boolean {
    return this.#refusals >= mostRefusals;
  }

  /** What to hand to the activity that opens a gate: the id is new, and the same on replay. */
  request(): GateRequest {
    return { id: `gate-${uuid4().slice(0, 8)}`, workflowId: this.workflowId };
  }

  /** Waits until enough people approved, somebody denied, or the gate expired. */
  async approval(plan: PlanReference, gate: GateRecord): Promise<Answer> {
    const entry: Waiting = { gate, plan, step: null, answer: null, signed: null };
    this.#waiting.set(gate.id, entry);
    void this.tell('gate.opened', { gate: gate.id });
    const opened = Date.parse(gate.openedAt);
    const until = (at: number): Promise<boolean> =>
      condition(() => entry.answer !== null, Math.max(0, at - Date.now()));
    for (const after of gate.escalations ?? []) {
      if (await until(opened + after * 1_000)) break;
      const to = await engine['gate.escalate']({ ...this.run, gate: gate.id, after });
      void this.tell('gate.escalated', { gate: gate.id, to });
    }
    const answered = await until(Date.parse(gate.expiresAt));
    this.#waiting.delete(gate.id);
    if (!answered) return 'expired';
    return entry.answer?.verdict === 'approve' ? 'approved' : 'denied';
  }

  /** Tells people outside, where somebody wants to be told; holds up nothing. */
  async tell(event: Notice['event'], more: Pick<Notice, 'gate' | 'to' | 'state'>): Promise<void> {
    if (this.notifies) await tell({ ...this.run, event, ...more });
  }

  /**
   * Waits, without end, for a person's answer to a failed step; or, where `settled` is given, until that says that the
   * gate was withdrawn: then the answer is null.
   */
  async failure(step: string, gate: GateRecord): Promise<FailureAnswer>;
  async failure(step: string, gate: GateRecord, settled?: () => Promise<boolean>): Promise<FailureAnswer | null>;
  async failure(step: string, gate: GateRecord, settled?: () => Promise<boolean>): Promise<FailureAnswer | null> {
    const entry: Waiting = { gate, plan: null, step, answer: null, signed: null };
    this.#waiting.set(gate.id, entry);
    void this.tell('gate.opened', { gate: gate.id });
    const settling = new CancellationScope();
    let isWithdrawn = false;
    // While it cannot be found out, a person's answer is still waited for.
    if (settled)
      settling
        .run(() => this.#settling.take(settled))
        .then(
          (is) => void (isWithdrawn = is),
          () => undefined,
        );
    try {
      await condition(() => entry.answer !== null || isWithdrawn);
    } finally {
      settling.cancel();
      this.#waiting.delete(gate.id);
    }
    if (isWithdrawn) return null;
    const { answer, signed } = entry as Waiting;
    return { choice: answer?.verdict as FailureChoice, signed: signed as Signed<FailureDecision> };
  }

  async #decide(signed: Signed<PlanDecision | FailureDecision>): Promise<Decided> {
    const { document } = signed;
    const find = (): Waiting | undefined => {
      const all = [...this.#waiting.values()];
      const fits = (one: Waiting): boolean =>
        document.kind === 'failure' ? one.step === document.step : one.plan !== null;
      return all.find((one) => fits(one) && one.gate.nonce === document.nonce) ?? all.find(fits);
    };
    // A gate can be read in the ledger a moment before this workflow has heard that it is open.
    if (!find()) await condition(() => find() !== undefined, moment);
    const entry = find();
    const decided = await engine['gate.decide']({ ...this.run, gate: entry?.gate.id ?? null, signed });
    if (!decided.accepted) this.#refusals += 1;
    else if (entry && !entry.answer && decided.settles) {
      entry.answer = decided;
      entry.signed = signed;
    }
    return decided;
  }
}
