import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { EvidenceVerified } from '../../workflows/contract/custody.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { openProgress } from '../output/progress.js';
import { askForEvidence } from '../session/custody.js';
import type { Place } from '../session/deliver.js';
import { evidenceNamed } from '../session/evidence.js';
import type { Session } from '../session/session.js';
import { theProof } from './context.js';

/** What a verification says of one item. */
type Verdict = {
  readonly id: string;
  readonly case: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly differences: readonly string[];
  readonly warnings: readonly string[];
  /** Under which it stands in the ledger. */
  readonly request: string;
};

/** Has a worker read evidence again and compare it with the ledger: a case, one item, or everything. */
export const verifyEvidence = async (
  invocation: Invocation,
  session: Session & Pick<Place, 'temporal'>,
): Promise<ExitCode> => {
  const [, named, ...more] = invocation.positionals;
  if (more.length > 0)
    throw usageError('firebreak evidence verify takes one case or one item.', 'Leave it out for everything.');
  const items = await evidenceNamed(session.reading, named);
  const verdicts: Verdict[] = [];
  for (const [caseId, ofCase] of Map.groupBy(items, (item) => item.case)) {
    const isOne = ofCase.every(({ id }) => id === named);
    verdicts.push(...(await verifyCase(invocation, session, caseId, ofCase, isOne)));
  }
  const ok = verdicts.every((one) => one.ok);
  invocation.out.result({ ok, items: verdicts }, () =>
    verdicts.length === 0 ? 'Nothing was collected.' : verdicts.map(verdictText).join('\n'),
  );
  return ok ? exit.done : exit.proof;
};

const verifyCase = async (
  invocation: Invocation,
  session: Session & Pick<Place, 'temporal'>,
  caseId: string,
  items: readonly EvidenceItem[],
  isOne: boolean,
): Promise<readonly Verdict[]> => {
  const { out } = invocation;
  out.progress(`${caseId}: a worker verifies ${items.length} item(s) …`);
  const bar = openProgress(out);
  const asker = { operator: session.operator, proof: theProof(invocation) };
  const wish = {
    case: caseId,
    evidence: isOne ? items.map(({ id }) => id) : [],
    publicKey: null,
    purpose: invocation.text('purpose') ?? 'verification',
  };
  const { request } = await askForEvidence(session, asker, 'verify', wish, ({ item, items: all, evidence, ...far }) =>
    bar.tell({ what: `${item} of ${all}: ${evidence.slice(0, 40)}`, done: far.bytes, of: far.of }),
  );
  bar.end();
  const entries = await session.reading.ledger.entries(caseId, { run: request, kinds: ['custody'] });
  const found = new Map(
    entries.flatMap(({ kind, body }) =>
      kind === 'custody' && body.event === 'verified' ? [[body.evidence, body] as const] : [],
    ),
  );
  return items.map((item) => verdictOf(item, found.get(item.id), request));
};

const verdictOf = (
  { id, case: caseId, kind }: EvidenceItem,
  found: EvidenceVerified | undefined,
  request: string,
): Verdict => ({
  id,
  case: caseId,
  kind,
  ok: found?.ok ?? false,
  differences: found?.differences ?? ['the worker has not verified it'],
  warnings: found?.warnings ?? [],
  request,
});

const verdictText = ({ id, ok, differences, warnings }: Verdict): string =>
  [
    `${ok ? 'unaltered' : 'DIFFERS  '}  ${id}`,
    ...differences.map((one) => `           ${one}`),
    ...warnings.map((one) => `           warning: ${one}`),
  ].join('\n');
