import { approvalsOf, rolesOf, voteProblem, waited } from '../../ledger/approvals.js';
import { hashOf } from '../../ledger/canonical.js';
import { proofOf } from '../../ledger/identity.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Vote } from '../../ledger/policy/tally.js';
import type { Decided, EngineActivities } from '../../workflows/contract/activities.js';
import type { FailureDecision, PlanDecision } from '../../workflows/contract/documents.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import type { PlanReference } from '../../workflows/contract/plan.js';
import type { Rule } from '../../workflows/contract/policy.js';
import { shorten } from '../../workflows/contract/short.js';
import type { Workplace } from './context.js';
import { burstWarning } from './burst-warning.js';
import { prove, refuse } from './proving.js';
import { answerOnce, recordedGate, requesterOf, runOpening } from './run-entries.js';
import type { RecordedGate, RunOpening } from './run-entries.js';

type Refusal = { readonly code: string; readonly message: string };

/** Checks and records what people decide at gates. A refusal is on record before its author hears of it. */
export const decisionActivities = (workplace: Workplace): Pick<EngineActivities, 'gate.decide' | 'gate.escalate'> => {
  const warn = burstWarning(workplace);
  return {
    'gate.escalate': async ({ case: caseId, run, gate: id, after }) => {
      const { ledger, actor } = workplace;
      const recorded = await recordedGate(ledger, caseId, run, id);
      const opening = await runOpening(ledger, caseId, run);
      if (!recorded?.plan || !opening) return [];
      const rules = await demandsOn(workplace, recorded.plan, opening);
      const steps = rules.flatMap(({ escalate }) => escalate.filter((one) => one.after === after));
      const roles = [...new Set(steps.flatMap((one) => one.roles))];
      const body = { run, event: 'escalated', gate: id, after, roles } as const;
      await ledger.appendOnce(caseId, actor, 'run', body, `${id}:escalated:${after}`);
      return roles;
    },

    'gate.decide': async ({ case: caseId, run, gate: id, signed }) => {
      const proven = await prove(workplace, signed);
      const refused = async ({ code, message }: Refusal): Promise<Decided> => {
        await refuse(workplace, { case: caseId, run, gate: id }, proven, { code, message });
        await warn(caseId, run, id);
        return { accepted: false, code, message, verdict: null, settles: false };
      };
      if (!('operator' in proven)) return refused(proven);
      const document = proven.signed.document;
      if (document.kind !== 'decision' && document.kind !== 'failure')
        return refused({ code: 'malformed', message: 'This is not a decision.' });
      const opening = await runOpening(workplace.ledger, caseId, run);
      if (!opening || document.run !== run || document.case !== caseId)
        return refused({ code: 'wrong-run', message: `It was signed for ${document.run}, not for ${run}.` });
      // What a workflow says of a gate is no authority: whoever can write to Temporal can say anything.
      const recorded = id === null ? null : await recordedGate(workplace.ledger, caseId, run, id);
      const earlier = await decisionsOn(workplace.ledger, caseId, run);
      if (!recorded) return refused(noGate(run, earlier, document));
      const { gate, plan, step } = recorded;
      const requester = await requesterOf(workplace.ledger, caseId, run, recorded);
      const rules = plan ? await demandsOn(workplace, plan, opening) : [];
      const { person } = proven.operator;
      const voter = {
        person,
        roles: rolesOf(person, workplace.operators),
        proof: proofOf(proven),
        after: waited(gate, new Date().toISOString()),
      };
      const problem =
        ageProblem(document, recorded) ??
        (document.kind === 'decision'
          ? planProblem(document, plan, voter, rules, requester)
          : document.step === step
            ? null
            : { code: 'no-gate', message: `${document.step} does not wait for a decision.` });
      // What is on record was taken in time: who is tried again by Temporal hears so, however late.
      const isKnown = earlier.some((one) => one.body.gate === gate.id && sameDocument(one, document));
      if (problem && !isKnown) return refused(problem);
      const { entry, repeated } = await workplace.ledger.appendOnce(
        caseId,
        workplace.actor,
        'approval',
        {
          run,
          gate: gate.id,
          operator: proven.operator.name,
          person,
          decision: document.decision,
          plan: document.kind === 'decision' ? document.plan : null,
          step: document.kind === 'failure' ? document.step : null,
          reason: document.reason,
          roles: voter.roles,
          proof: voter.proof,
          signed: proven.signed,
        },
        // One decision a person on a plan; the first decision on a failed step. The bare id is taken by the gate's opening.
        document.kind === 'decision' ? `${gate.id}:${person}` : answerOnce(gate.id),
      );
      // It was withdrawn a moment ago.
      if (entry.kind !== 'approval') return refused(noGate(run, earlier, document));
      if (repeated && !sameDocument(entry, document))
        return refused({
          code: 'already-decided',
          message: `${(entry as Entry<'approval'>).body.operator} has already decided here: ${(entry as Entry<'approval'>).body.decision}.`,
        });
      const settles = plan === null || (await isSettled(workplace, caseId, run, plan, rules, requester));
      return {
        accepted: true,
        code: 'accepted',
        message: `${document.decision} is on record.`,
        verdict: document.decision,
        settles,
      };
    },
  };
};

const decisionsOn = async (ledger: Ledger, caseId: string, run: string): Promise<readonly Entry<'approval'>[]> =>
  (await ledger.entries(caseId, { run, kinds: ['approval'] })) as readonly Entry<'approval'>[];

// Who signs a second time is told so, rather than that nothing waits.
const noGate = (
  run: string,
  decided: readonly Entry<'approval'>[],
  document: PlanDecision | FailureDecision,
): Refusal => {
  const earlier = decided.find(
    ({ body }) => document.kind === 'decision' && body.plan === document.plan && body.operator === document.operator,
  );
  return earlier
    ? { code: 'already-decided', message: `${document.operator} has already decided here: ${earlier.body.decision}.` }
    : { code: 'no-gate', message: `${run} does not wait for this decision (any more).` };
};

const sameDocument = (entry: Entry<'approval'>, document: PlanDecision | FailureDecision): boolean =>
  hashOf(entry.body.signed.document as Json) === hashOf(document as Json);

const ageProblem = (
  document: PlanDecision | FailureDecision,
  { gate, superseded }: Pick<RecordedGate, 'gate' | 'superseded'>,
): Refusal | null => {
  if (document.nonce !== gate.nonce || superseded)
    return { code: 'stale', message: 'It was signed for an earlier gate: look at what is asked now, and sign that.' };
  if (
    gate.kind === 'approval' &&
    (Date.now() > Date.parse(gate.expiresAt) || Date.parse(document.at) > Date.parse(gate.expiresAt))
  )
    return { code: 'expired', message: `The gate expired at ${gate.expiresAt}.` };
  return null;
};

const planProblem = (
  document: PlanDecision,
  plan: PlanReference | null,
  voter: Omit<Vote, 'verdict'>,
  rules: readonly Rule[],
  requester: string | null,
): Refusal | null =>
  document.plan === plan?.root
    ? voteProblem(document.operator, { ...voter, verdict: document.decision }, rules, requester ?? '')
    : {
        code: 'stale-plan',
        message: `Plan ${shorten(document.plan)} is not what is asked now (${plan ? shorten(plan.root) : 'nothing'}): read it again.`,
      };

/** The rules that the plan, as it was put to people, falls under. */
const demandsOn = (
  { authority }: Workplace,
  { document }: PlanReference,
  { policy, severity }: RunOpening,
): Promise<readonly Rule[]> => authority.plans.demands(document, policy, severity);

/** Whether the gate is answered by what is on record now: enough approvals, or a no that ends it. */
const isSettled = async (
  { ledger, operators }: Workplace,
  caseId: string,
  run: string,
  plan: PlanReference,
  rules: readonly Rule[],
  requester: string | null,
): Promise<boolean> => {
  const entries = await ledger.entries(caseId, { run, kinds: ['plan', 'approval'] });
  const { quorum, denied } = approvalsOf(entries, plan.root, rules, operators, requester ?? '');
  return quorum || denied.length > 0;
};
