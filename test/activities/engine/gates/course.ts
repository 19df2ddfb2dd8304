import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { hashOf } from '../../../../ledger/canonical.js';
import type { PlanDecision, SshSigned } from '../../../../workflows/contract/documents.js';
import type { GateRecord } from '../../../../workflows/contract/entries.js';
import type { PlanDocument } from '../../../../workflows/contract/plan.js';
import { isolate, planWith } from '../../../ledger/fixtures/plans.js';
import type { Desk, Matter } from './desk.js';
import type { Event, History, Vote } from './histories.js';
import { GateModel, type Handed } from './model.js';
import { handIn, personOf } from './people.js';
import type { Step } from './rules.js';

const stepName = (at: number): string => `contain/i-1/action${at}`;

// One track of steps, each of which falls under a rule of its own. `facts` are not signed.
const planOf = (steps: readonly Step[], where: { case: string; run: string }, facts: string): PlanDocument => {
  const plan = planWith(isolate, facts);
  const planned = steps.flatMap(({ reversible, blocking }, at) => {
    const signed = { ...isolate, step: stepName(at), action: `action${at}`, reversible, blocking };
    return planWith(signed, facts).stages.flatMap(({ tracks }) => tracks.flatMap((track) => track.steps));
  });
  return { ...plan, ...where, stages: [{ name: 'contain', tracks: [{ target: isolate.target, steps: planned }] }] };
};

/** A decision that was handed in, and as it was signed. */
type Paper = { readonly handed: Handed; readonly signed: SshSigned<PlanDecision> };

/** One history as it really goes, step by step next to what the model says of it. */
export class Course {
  readonly #model: GateModel;
  readonly #gates: GateRecord[] = [];
  readonly #papers: Paper[] = [];
  #looks = 0;

  private constructor(
    private readonly desk: Desk,
    private readonly steps: readonly Step[],
    private readonly matter: Matter,
    /** The plan as it is planned again: the same is signed of it, and something else was seen. */
    private readonly replanned: Matter['plan'],
  ) {
    this.#model = new GateModel(steps);
  }

  static async begin(desk: Desk, { steps, gate }: History): Promise<Course> {
    const policy = { name: 'test', environmentTag: 'environment', rules: steps.map(({ rule }) => rule) };
    const matter = await desk.matter(policy, (where) => planOf(steps, where, 'as people saw it'));
    const replanned = await desk.store(planOf(steps, { case: matter.case, run: matter.run }, 'as it is later'));
    const course = new Course(desk, steps, matter, replanned);
    await course.happens({ is: 'asked', gate });
    return course;
  }

  async happens(event: Event): Promise<void> {
    if (event.is === 'restart') await this.desk.restart(event.leaves);
    if (event.is === 'asked') {
      this.#model.ask(event.gate);
      this.#gates.push(await this.desk.ask(this.matter, event.gate));
    }
    if (event.is === 'vote') await this.#vote(event.vote);
    if (event.is === 'again') await this.#decide(this.#papers.at(-1 - event.ago));
    await this.#compare();
  }

  async #vote({ gate: at, nonce: of, inTime, ...vote }: Vote): Promise<void> {
    const { newest } = this.#model;
    const earlier = newest > 0 ? newest - 1 : null;
    const gate = { newest, earlier: earlier ?? newest, none: null }[at];
    const nonce = { 'of that gate': gate, earlier, 'made up': null }[of];
    const handed: Handed = { id: this.#papers.length, ...vote, gate, nonce };
    const one = { handed, signed: this.#signed(handed) };
    this.#papers.push(one);
    if (!inTime || !this.#model.isBelated(handed)) return this.#decide(one);
    this.#model.record(handed);
    await this.desk.recorded(this.matter, this.#idOf(gate) ?? '', one.signed, personOf(vote.who) ?? '');
  }

  async #decide(one: Paper | undefined): Promise<void> {
    if (!one) return;
    const { accepted, code, settles } = await this.desk.decide(this.matter, this.#idOf(one.handed.gate), one.signed);
    expect({ accepted, code, settles }).toEqual(this.#model.decide(one.handed));
  }

  #signed({ id, who, hand, verdict, gate, nonce, ...more }: Handed): SshSigned<PlanDecision> {
    const { expiresAt } = this.#gates[gate ?? this.#model.newest] as GateRecord;
    const soonest = Math.min(Date.now(), Date.parse(expiresAt) - 1_000);
    const document: PlanDecision = {
      v: 1,
      kind: 'decision',
      operator: who,
      case: this.matter.case,
      run: more.anotherRun ? 'run-another' : this.matter.run,
      reason: `decision ${id}`,
      nonce: (nonce === null ? null : this.#gates[nonce]?.nonce) ?? randomUUID(),
      at: new Date(more.late ? Date.parse(expiresAt) + 1_000 : soonest).toISOString(),
      plan: more.anotherPlan ? hashOf('another plan') : this.matter.plan.root,
      decision: verdict,
    };
    return handIn(document, hand);
  }

  #idOf(gate: number | null): string | null {
    return gate === null ? null : (this.#gates[gate]?.id ?? null);
  }

  async #compare(): Promise<void> {
    const { desk, matter } = this;
    const model = this.#model;
    expect(await desk.count(matter)).toEqual({ decisions: model.votes.length, refusals: model.refusals });
    // Another step each time: they differ only in who may act first.
    this.#looks += 1;
    const at = this.#looks % this.steps.length;
    expect(await desk.mayRun(matter, stepName(at), matter.plan.document)).toBe(model.mayRun(at, true));
    expect(await desk.mayRun(matter, stepName(at), this.replanned.document)).toBe(model.mayRun(at, false));
  }
}
