import type { Entry, EntryBodies, GateRecord, StandingRecord } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { releaseOfStep } from '../../workflows/contract/names.js';
import type { PlanDocument, PlanReference } from '../../workflows/contract/plan.js';
import type { GateView } from '../../workflows/contract/views.js';
import { waited } from '../approvals.js';
import { demandsOf, peopleNeeded, rolesIn } from '../policy/demands.js';
import { tally } from '../policy/tally.js';
import type { Tally, Vote } from '../policy/tally.js';

type RunOpening = Extract<EntryBodies['run'], { readonly event: 'requested' }>;

type Opened = {
  readonly record: GateRecord;
  readonly plan: PlanReference | null;
  readonly step: string | null;
  readonly changes: readonly string[];
  readonly release: string | undefined;
  readonly standing: StandingRecord | null;
};

/** Every gate of a run, oldest first, with what was decided and refused at it. */
export const gatesOf = (
  entries: readonly Entry[],
  { policy, severity }: Pick<RunOpening, 'policy' | 'severity'>,
  read: (hash: Hash) => PlanDocument,
): readonly GateView[] => {
  const opened = entries.flatMap((entry) => opening(entry));
  return opened.map((one, index) => {
    const { record, plan, step, changes } = one;
    const approvals = entries.filter(
      (entry): entry is Entry<'approval'> => entry.kind === 'approval' && entry.body.gate === record.id,
    );
    const refusals = entries.filter(
      (entry): entry is Entry<'refusal'> => entry.kind === 'refusal' && entry.body.gate === record.id,
    );
    const requester = requesterOf(entries, one.release);
    const rules = plan ? demandsOf(policy, severity, read(plan.document)) : [];
    const counted = tally(rules, votesIn(record, approvals));
    const demands = rules.map((rule, at) => ({
      rule: rule.name,
      need: rule.need,
      missing: counted.rules[at]?.missing ?? rule.need,
      proofs: rule.proofs,
    }));
    const superseded = opened
      .slice(index + 1)
      .some((later) => later.record.workflowId === record.workflowId && later.plan !== null && plan !== null);
    return {
      id: record.id,
      kind: record.kind,
      state: stateOf(record, approvals, counted, superseded || endedAfter(entries, record, one.release)),
      policy: policy.name,
      needed: peopleNeeded(rules),
      // Any operator may answer for a failed step; a release that is chosen there is planned and signed like any other.
      roles: [...rolesIn(rules), ...escalatedTo(entries, record.id)],
      demands,
      standing: one.standing,
      escalatedTo: escalatedTo(entries, record.id),
      plan: plan?.root ?? null,
      step,
      approvals: approvals.map(({ at, body }) => ({
        operator: body.operator,
        decision: body.decision,
        at,
        proof: body.proof,
        plan: body.plan,
        reason: body.reason,
      })),
      refusals: refusals.map(({ at, body: { operator, proven, code, reason } }) => ({
        operator,
        proven,
        code,
        reason,
        at,
      })),
      openedAt: record.openedAt,
      expiresAt: record.expiresAt,
      changes,
      requestedBy: requester.operator,
      requester: requester.person,
      reason: requester.reason,
      nonce: record.nonce,
      workflowId: record.workflowId,
    };
  });
};

const opening = ({ kind, body }: Entry): readonly Opened[] => {
  if (kind === 'plan' && body.event === 'planned')
    return [
      {
        record: body.gate,
        plan: body.plan,
        step: null,
        changes: body.changes,
        release: body.release,
        standing: body.standing ?? null,
      },
    ];
  if (kind === 'outcome' && body.gate) {
    return [
      {
        record: body.gate,
        plan: null,
        step: body.step,
        changes: [],
        release: releaseOfStep(body.step),
        standing: null,
      },
    ];
  }
  return [];
};

const escalatedTo = (entries: readonly Entry[], gate: string): readonly string[] =>
  entries.flatMap(({ kind, body }) =>
    kind === 'run' && body.event === 'escalated' && body.gate === gate ? body.roles : [],
  );

// As recorded, and not verified again: what a view shows is no authority.
const votesIn = (gate: GateRecord, approvals: readonly Entry<'approval'>[]): readonly Vote[] => {
  const votes = new Map<string, Vote>();
  for (const { at, body } of approvals) {
    const { person, roles, proof, decision } = body;
    if (decision === 'deny' || (decision === 'approve' && !votes.has(person)))
      votes.set(person, { person, roles, proof, verdict: decision, after: waited(gate, at) });
  }
  return [...votes.values()];
};

const stateOf = (
  { kind }: GateRecord,
  approvals: readonly Entry<'approval'>[],
  { quorum, denied }: Tally,
  over: boolean,
): GateView['state'] => {
  if (denied.length > 0) return 'denied';
  if (kind === 'failure') return approvals.length > 0 ? 'decided' : over ? 'closed' : 'waiting';
  if (quorum) return 'approved';
  return over ? 'closed' : 'waiting';
};

const endedAfter = (entries: readonly Entry[], record: GateRecord, release: string | undefined): boolean => {
  const opened = entries.findIndex(
    ({ kind, body }) => (kind === 'plan' || kind === 'outcome') && 'gate' in body && body.gate?.id === record.id,
  );
  return entries
    .slice(opened + 1)
    .some(({ kind, body }) => kind === 'run' && body.event === 'state' && body.release === release);
};

const requesterOf = (
  entries: readonly Entry[],
  release: string | undefined,
): { readonly operator: string; readonly person: string; readonly reason: string } => {
  for (const { kind, body } of entries) {
    if (kind !== 'run') continue;
    const asked: EntryBodies['run'] = body;
    const wanted = release
      ? asked.event === 'release-requested' && asked.release === release
      : asked.event === 'requested';
    if (wanted && 'signed' in asked)
      return { operator: asked.requestedBy, person: asked.person, reason: asked.signed.document.reason };
  }
  return { operator: 'unknown', person: 'unknown', reason: '' };
};
