import type { Entry, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { asHash, readDetails } from './details.js';
import type { CustodyEvent, EvidenceApproval, EvidenceItem } from './item.js';

/** The kinds of entries that items are made of. */
export const evidenceKinds: readonly EntryKind[] = ['run', 'approval', 'outcome', 'evidence', 'custody'];

type Of<K extends EntryKind> = readonly Entry<K>[];

const isOf =
  <K extends EntryKind>(kind: K) =>
  (entry: Entry): entry is Entry & Entry<K> =>
    entry.kind === kind;

/**
 * The evidence of a case, from its entries of `evidenceKinds`, in the order in which it was collected. Several entries of
 * one id are its states: the newest counts. Believes what is recorded: whether it is genuine is for `audit verify` to say.
 */
export const evidenceOf = (entries: readonly Entry[]): readonly EvidenceItem[] => {
  const context = {
    roots: rootsOf(entries.filter(isOf('outcome'))),
    approvals: entries.filter(isOf('approval')),
    runs: entries.filter(isOf('run')),
    custody: entries.filter(isOf('custody')),
  };
  const byId = Map.groupBy(entries.filter(isOf('evidence')), ({ body }) => body.id);
  return [...byId.values()].flatMap((states) => {
    const newest = states.at(-1);
    return newest ? [itemOf(newest, states, context)] : [];
  });
};

type Context = {
  /** What people signed, by run and step. */
  readonly roots: ReadonlyMap<string, Hash>;
  readonly approvals: Of<'approval'>;
  readonly runs: Of<'run'>;
  readonly custody: Of<'custody'>;
};

const itemOf = (newest: Entry<'evidence'>, states: Of<'evidence'>, context: Context): EvidenceItem => {
  const bodies = states.map((entry) => entry.body);
  const { body } = newest;
  const withBytes = bodies.findLast((one) => one.sha256 !== undefined);
  const opened = context.runs.find((one) => one.body.run === body.run && one.body.event === 'requested');
  return {
    id: body.id,
    case: newest.case,
    run: body.run,
    step: body.step,
    kind: body.evidenceKind,
    source: body.source,
    method: body.method,
    sha256: asHash(withBytes?.sha256),
    bytes: withBytes?.bytes ?? null,
    state: body.state,
    collectedAt: states[0]?.body.collectedAt ?? body.collectedAt,
    ...readDetails(bodies),
    operator: opened?.body.event === 'requested' ? opened.body.requestedBy : null,
    approvals: approvalsOf(states, context),
    entries: states.map(({ seq, hash, body: { state } }) => ({ seq, hash, state })),
    // A request for all evidence is for what had been collected by then.
    custody: custodyOf(body.id, context.custody).filter(({ seq }) => seq > (states[0]?.seq ?? newest.seq)),
  };
};

const rootsOf = (outcomes: Of<'outcome'>): ReadonlyMap<string, Hash> =>
  new Map(outcomes.flatMap(({ body }) => (body.root ? [[`${body.run} ${body.step}`, body.root] as const] : [])));

// Of every plan that one of its states was collected under.
const approvalsOf = (states: Of<'evidence'>, { roots, approvals }: Context): readonly EvidenceApproval[] => {
  const signed = new Set(states.map(({ body }) => roots.get(`${body.run} ${body.step}`)));
  return approvals.flatMap(({ at, seq, body: { operator, person, plan, decision } }) =>
    plan !== null && signed.has(plan) && decision === 'approve' ? [{ operator, person, plan, at, seq }] : [],
  );
};

const custodyOf = (id: string, custody: Of<'custody'>): readonly CustodyEvent[] =>
  custody.flatMap(({ at, seq, body }) => {
    if (body.event === 'manifest') return [];
    const { event, run: request, operator, person, purpose } = body;
    const common = { seq, at, event, request, operator, person, purpose };
    if (body.event === 'requested') return body.evidence.length === 0 || body.evidence.includes(id) ? [common] : [];
    if (body.evidence !== id) return [];
    if (body.event === 'handed-over') return [common];
    const { ok, differences, warnings } = body;
    return [{ ...common, ok, differences, warnings }];
  });
