import type { Recorded } from '../workflows/contract/documents.js';
import type { Entry, EntryBodies } from '../workflows/contract/entries.js';
import type { ProofKind } from '../workflows/contract/policy.js';
import type { PlannedEntry } from './approvals.js';
import { sameJson } from './canonical.js';
import { refuse } from './errors.js';
import { proofOf } from './identity.js';
import type { Identity } from './identity.js';

/** The recorded request that started a run, and what proved whose it is. */
export type Requested = Extract<EntryBodies['run'], { event: 'requested' }> & { readonly proof: ProofKind };

/** The entry by which a run, or a release of it, was asked for. */
export type Asked = Entry<'run'> & {
  readonly body: Extract<EntryBodies['run'], { readonly event: 'requested' | 'release-requested' }>;
};

/**
 * How the run was asked for, or that release of it: the newest entry of these that says so, or null when nobody has
 * asked. As recorded, and not verified here. What counts for a gate are the entries before it.
 */
export const askedFor = (entries: readonly Entry[], release: string | undefined): Asked | null => {
  const asks = (entry: Entry): entry is Asked =>
    entry.kind === 'run' &&
    (release === undefined
      ? entry.body.event === 'requested'
      : entry.body.event === 'release-requested' && entry.body.release === release);
  return entries.findLast(asks) ?? null;
};

/** Says whose word a document that was recorded at a time is, or throws. */
export type Witness = (signed: Recorded, recordedAt: string) => Identity;

const word = (witness: Witness, signed: Recorded, recordedAt: string): Identity => {
  try {
    return witness(signed, recordedAt);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

/** The request of a run, after its signature: what was recorded is what a known operator signed. Else NotAuthorizedError. */
export const requestOf = (
  entries: readonly Entry[],
  where: { readonly case: string; readonly run: string },
  witness: Witness,
): Requested => {
  const entry = entries.find((each): each is Entry<'run'> => each.kind === 'run' && each.body.event === 'requested');
  const body = entry?.body;
  if (entry === undefined || body?.event !== 'requested') return refuse(`nobody asked for run ${where.run}`);
  const { document } = body.signed;
  const identity = word(witness, body.signed, entry.at);
  const { operator } = identity;
  const same =
    document.kind === 'run' &&
    document.case === where.case &&
    document.run === where.run &&
    document.playbook === body.playbook &&
    document.severity === body.severity &&
    sameJson(document.input, body.input) &&
    operator.person === body.person;
  return same
    ? { ...body, proof: proofOf(identity) }
    : refuse(`the request of run ${where.run} is not what ${operator.name} signed`);
};

/**
 * The person who asked for what was planned, and who therefore cannot approve it. Putting back is asked for by somebody
 * too: in a request of its own, or else by the newest `release` decision at a failure gate. Else NotAuthorizedError.
 */
export const requesterOf = (
  entries: readonly Entry[],
  planned: PlannedEntry,
  requested: Requested,
  witness: Witness,
): string => {
  const { release, run } = planned.body;
  if (release === undefined) return requested.person;
  const before = entries.filter((entry) => entry.seq < planned.seq);
  const signed =
    askedFor(before, release) ??
    before.findLast((entry) => entry.kind === 'approval' && entry.body.decision === 'release');
  if (signed === undefined || !('signed' in signed.body) || signed.body.signed === null) {
    return refuse(`nobody asked for release ${release} of run ${run}`);
  }
  const { document } = signed.body.signed;
  const asks = document.kind === 'release' || (document.kind === 'failure' && document.decision === 'release');
  if (!asks || document.run !== run || document.case !== planned.case) {
    return refuse(`the request of release ${release} is not one for run ${run}`);
  }
  return word(witness, signed.body.signed, signed.at).operator.person;
};
