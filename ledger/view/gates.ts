import type { Entry, EntryBodies, GateRecord, StandingRecord } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { isOfWatch, releaseOfStep } from '../../workflows/contract/names.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, PlanReference } from '../../workflows/contract/plan.js';
import type { GateView } from '../../workflows/contract/views.js';
import { waited } from '../approvals.js';
import { watchOf } from '../watch.js';
import { askedFor } from '../requests.js';
import { demandsOf, peopleNeeded, rolesIn } from '../policy/demands.js';
import { tally } from '../policy/tally.js';
import type { Tally, Vote } from '../policy/tally.js';

type RunOpening = Extract<EntryBodies['run'], { readonly event: 'requested' }>;

type Opened = {
  readonly seq: number;
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
    const asked = askedFor(
      entries.filter(({ seq }) => seq < one.seq),
      one.release,
    )?.body;
    const rules = plan ? demandsOf(policy, severity, read(plan.document)) : [];
    const counted = tally(rules, votesIn(record, approvals));
    const demands = rules.map((rule, at) => ({
      rule: rule.name,
      need: rule.need,
      missing: counted.rules[at]?.missing ?? rule.need,
      proofs: rule.proofs,
    }));
    const isWithdrawn = entries.some(
      ({ kind, body }) => kind === 'run' && body.event === 'withdrawn' && body.gate === record.id,
    );
    const superseded = opened.slice(index + 1).some((later) => asksAgain(later, one, read));
    return {
      id: record.id,
      kind: record.kind,
      state: isWithdrawn
        ? 'withdrawn'
        : stateOf(record, approvals, counted, superseded || endedAfter(entries, record, one.release)),
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
      requestedBy: asked?.requestedBy ?? 'unknown',
      requester: asked?.person ?? 'unknown',
      reason: asked?.signed.document.reason ?? '',
      nonce: record.nonce,
      workflowId: record.workflowId,
    };
  });
};

// What a later gate of the same workflow asks for takes the place of what an earlier one asked for the same steps.
const asksAgain = (later: Opened, earlier: Opened, read: (hash: Hash) => PlanDocument): boolean => {
  if (!later.plan || !earlier.plan || later.record.workflowId !== earlier.record.workflowId) return false;
  const before = new Set(stepsIn(read(earlier.plan.document)).map(({ signed }) => signed.step));
  return stepsIn(read(later.plan.document)).some(({ signed }) => before.has(signed.step));
};

const opening = ({ seq, kind, body }: Entry): readonly Opened[] => {
  if (kind === 'plan' && body.event === 'planned')
    return [
      {
        seq,
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
        seq,
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
  return entries.slice(opened + 1).some((entry) => isEndOf(entry, release)) || isLeftByWatch(entries, record);
};

// A workflow that was terminated by hand records no end. That everything is put back, or that a release is asked for
// anew, says that nobody waits there any more.
const isEndOf = ({ kind, body }: Entry, release: string | undefined): boolean => {
  if (kind !== 'run') return false;
  if (body.event === 'state') return body.release === release || body.state === 'released';
  return body.event === 'release-requested' && release !== undefined && body.release !== release;
};

// The watch asks when the run has ended already: its gates are over with their own time, and with the watch.
const isLeftByWatch = (entries: readonly Entry[], { workflowId, expiresAt }: GateRecord): boolean =>
  isOfWatch(entries[0]?.body.run ?? '', { workflowId }) &&
  (Date.now() > Date.parse(expiresAt) || watchOf(entries).over !== null);
