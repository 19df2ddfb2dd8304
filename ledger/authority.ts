import type { OperatorDocument, Recorded } from '../workflows/contract/documents.js';
import type { Entry } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import type { PlanDocument, SignedStep } from '../workflows/contract/plan.js';
import { answersIn } from './answers.js';
import type { Operator } from '../workflows/contract/policy.js';
import { approvalsOf, plannedEntry, waited } from './approvals.js';
import type { Approvals, PlannedEntry, Verifier } from './approvals.js';
import { callProblem } from './call-match.js';
import type { ActualCall } from './call-match.js';
import { hashOf } from './canonical.js';
import { NotAuthorizedError, refuse } from './errors.js';
import { Genuine } from './genuine.js';
import { verifySigned } from './identity.js';
import type { LedgerKey } from './keys.js';
import type { Ledger } from './ledger.js';
import { Memory } from './memory.js';
import { needText, peopleNeeded } from './policy/demands.js';
import { PlanDocuments } from './plan-documents.js';
import { ratifyingSince } from './policy/ratifying.js';
import { standingAuthority } from './policy/standing.js';
import { requesterOf, requestOf } from './requests.js';
import type { Requested, Witness } from './requests.js';
import { isAskedByWatch, isUsedUp } from './used-up.js';

/** What is asked: may this call of this step be made, under the plan `root`, as re-planned in `document`. */
export type Question = {
  readonly case: string;
  readonly run: string;
  readonly step: string;
  readonly root: Hash;
  readonly document: Hash;
  readonly call: ActualCall;
};

/** The word the call stands on, and the planned step that it is a part of. */
export type Authorization = { readonly approvals: Approvals; readonly step: SignedStep };

/**
 * Answers from the ledger, and from nothing that a workflow says, whether a call may be made.
 *
 * 1. Every entry it reads is genuine: hash and worker signature hold, by the ledger's own trusted keys.
 * 2. The run was asked for by a signed request of a known operator, for this case, run and input.
 * 3. `root` was put to people, its stored document hashes to it, and enough others than the requester signed exactly it;
 *    nobody denied it.
 * 4. The fresh document, hashed again, holds nothing the signed one does not cover.
 * 5. The run, or the release, has not ended since: a signature must not serve again later, when the world has moved;
 *    but for putting right what is watched, as was signed, until somebody asks for the way back.
 * 6. The call is the planned one, placeholders filled only with what the ledger recorded for this step.
 *
 * Remembers what cannot change (verified signatures, documents by their hash), never an answer: a denial counts at once.
 */
export class Authority {
  readonly #genuine: Genuine;
  /** The plans that the ledger has, each read once. */
  readonly plans: PlanDocuments;
  readonly #operators: readonly Operator[];
  readonly #identities = new Memory<ReturnType<Verifier>>(1024);

  constructor(
    ledger: Pick<Ledger, 'entries' | 'getDocument'> & { readonly keys: readonly LedgerKey[] },
    operators: readonly Operator[],
  ) {
    this.#genuine = new Genuine(ledger);
    this.plans = new PlanDocuments(ledger);
    this.#operators = operators;
  }

  /** Returns on whose word the call may be made; throws NotAuthorizedError when it may not. */
  async authorize(question: Question): Promise<Authorization> {
    const { call } = question;
    const { approvals, step } = await this.authorizeStep(question);
    const made = answersIn(await this.#genuine.entries(question, { kinds: ['call', 'outcome'], step: question.step }));
    const problem = callProblem(step.calls, call, (id) =>
      made.filter((one) => one.call === id).map((one) => one.output),
    );
    if (problem !== null)
      refuse(`${call.service} ${call.operation} of ${question.step} is not what was signed: ${problem}`);
    return { approvals, step };
  }

  /** The same for a step as a whole: without it nothing about the step may even be recorded. Returns the planned step. */
  async authorizeStep(question: Omit<Question, 'call'>): Promise<Authorization> {
    const { run, root } = question;
    const entries = await this.#genuine.entries(question, { kinds: ['run', 'plan', 'approval'] });
    const requested = requestOf(entries, question, this.#witness);
    const planned = plannedEntry(entries, root) ?? refuse(`the plan ${root} was never put to anybody in run ${run}`);
    const requester = requesterOf(entries, planned, requested, this.#witness);
    const signed = await this.#signedPlan(planned.body.plan.document, question, requested);
    if (isUsedUp(entries, planned, signed))
      refuse(`${planned.body.release ?? run} has ended: what was signed for it is used up`);
    const rules = await this.plans.demands(planned.body.plan.document, requested.policy, requested.severity);
    const approvals = approvalsOf(entries, root, rules, this.#operators, requester, this.#verify);
    if (approvals.denied.length > 0) refuse(`${approvals.denied.join(', ')} denied the plan ${root}`);
    // Nobody has asked for what the watch asks: the request of the run is no word on it.
    const isAsked = !isAskedByWatch(entries, planned);
    if (!approvals.quorum && !(isAsked && this.#mayActFirst(question, requested, planned, signed, entries))) {
      const missing = approvals.rules.filter((rule) => rule.missing.length > 0);
      const why = approvals.rejected.length > 0 ? ` (${approvals.rejected.join('; ').slice(0, 600)})` : '';
      refuse(
        `the plan ${root} has ${approvals.have.length} of ${peopleNeeded(rules)} approvals; missing: ${missing
          .map(({ rule, missing: need }) => `${needText(need)} (${rule})`)
          .join(', ')}${why}`,
      );
    }
    if ((signed.purpose === 'release') !== (planned.body.release !== undefined)) {
      refuse(`the plan ${root} says ${signed.purpose}, and was not put to people as that`);
    }
    const found = await this.plans.uncovered(planned.body.plan.document, question.document);
    if (found.length > 0) refuse(`the plan moved since it was signed: ${found.join('; ').slice(0, 1000)}`);
    const step = (await this.plans.step(question.document, question.step))?.signed;
    if (step === undefined) return refuse(`step ${question.step} is not in the plan ${question.document}`);
    return { approvals, step };
  }

  /**
   * A document as it stands in this run already, with what AWS said of its proof then: AWS can be asked only once. Null
   * when it does not, or when the run's entries are not genuine: what somebody wrote into the ledger proves nothing.
   */
  async recorded(where: Pick<Question, 'case' | 'run'>, document: OperatorDocument): Promise<Recorded | null> {
    const wanted = hashOf(document);
    const entries = await this.#genuine
      .entries(where, { kinds: ['run', 'approval', 'custody'] })
      .catch((error: unknown) => {
        if (error instanceof NotAuthorizedError) return [];
        throw error;
      });
    const same = entries
      .flatMap(({ body }) => ('signed' in body && body.signed !== null ? [body.signed] : []))
      .find((each) => hashOf(each.document) === wanted);
    return same ?? null;
  }

  // Under standing authority the requester's own signature is enough, for these steps of exactly the plan that was put
  // to people, and until it should have been ratified.
  #mayActFirst(
    { step, document }: Omit<Question, 'call'>,
    requested: Requested,
    { body }: PlannedEntry,
    signed: PlanDocument,
    entries: readonly Entry[],
  ): boolean {
    const authority = standingAuthority(requested, signed, this.#operators);
    const openedAt = ratifyingSince(entries, body.gate);
    return (
      authority !== null &&
      openedAt !== null &&
      document === body.plan.document &&
      authority.steps.includes(step) &&
      waited({ openedAt }, new Date().toISOString()) <= authority.ratifyWithin
    );
  }

  readonly #verify: Verifier = (signed, operators, recordedAt) =>
    this.#identities.recall(`${recordedAt} ${hashOf(signed as unknown as Json)}`, () =>
      verifySigned(signed, operators, recordedAt),
    );

  readonly #witness: Witness = (signed, recordedAt) => this.#verify(signed, this.#operators, recordedAt);

  async #signedPlan(
    hash: Hash,
    { case: caseId, run, root }: Omit<Question, 'call'>,
    requested: Requested,
  ): Promise<PlanDocument> {
    const plan = await this.plans.read(hash);
    if (this.plans.rootOf(hash, plan) !== root) refuse(`the stored plan ${hash} is not the one that was signed`);
    const same =
      plan.case === caseId &&
      plan.run === run &&
      plan.playbook === requested.playbook &&
      plan.account === requested.account &&
      plan.region === requested.region;
    return same ? plan : refuse(`the plan ${root} was made for something else than run ${run}`);
  }
}
