import { Context } from '@temporalio/activity';
import { hashOf } from '../../ledger/canonical.js';
import { evidenceKinds, evidenceOf } from '../../ledger/evidence/items.js';
import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { CustodyAct } from '../../workflows/contract/custody.js';
import type { CustodyRequest } from '../../workflows/contract/documents.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from '../engine/context.js';
import { prove, refuse } from '../engine/proving.js';

/** How long a request is good for, in milliseconds: whoever asks waits for the answer. */
const goodFor = 15 * 60_000;
/** What a clock may be ahead. */
const ahead = 5 * 60_000;

/** A request that is on record, and what it is about. */
export type Admitted = {
  readonly document: CustodyRequest;
  readonly by: { readonly run: string; readonly operator: string; readonly person: string; readonly purpose: string };
  readonly items: readonly EvidenceItem[];
};

/**
 * Checks a request for evidence as those for runs are: signed by a known operator, for exactly this, moments ago, and
 * used by one execution of one workflow. It is on record when this resolves; a refusal is on record when this throws.
 */
export const admit = async (workplace: Workplace, signed: unknown, act: CustodyAct): Promise<Admitted> => {
  const { ledger, actor } = workplace;
  const proven = await prove(workplace, signed);
  const document = proven.signed?.document;
  if (document?.kind !== 'custody' || proven.signed === null)
    throw failure(failureTypes.refused, 'message' in proven ? proven.message : 'This is no request for evidence.');
  const { case: caseId, run } = document;
  const entries = await ledger.entries(caseId, { kinds: evidenceKinds });
  const all = evidenceOf(entries);
  // Where nothing was collected there is no chain that a refusal could stand in.
  if (all.length === 0) throw failure(failureTypes.notFound, `There is no evidence in ${caseId}.`);
  const { workflowId = '', runId: execution = '' } = Context.current().info.workflowExecution ?? {};
  const items = document.evidence.length === 0 ? all : all.filter(({ id }) => document.evidence.includes(id));
  const refused = async (code: string, message: string): Promise<never> => {
    await refuse(workplace, { case: caseId, run, gate: null }, proven, { code, message });
    throw failure(failureTypes.refused, message, 'Sign a new request: firebreak evidence --help');
  };
  if (!('operator' in proven)) return refused(proven.code, proven.message);
  const earlier = entries.find((entry) => isRequest(entry, run));
  const problem =
    workflowId !== run || document.act !== act
      ? { code: 'wrong-workflow', message: `It was handed to another workflow than ${run}.` }
      : (missing(document, items) ?? (earlier ? null : tooOld(document)));
  if (problem) return refused(problem.code, problem.message);
  const { name: operator, person } = proven.operator;
  const by = { run, operator, person, purpose: document.reason };
  const body = {
    ...by,
    event: 'requested',
    act,
    evidence: document.evidence,
    execution,
    signed: proven.signed,
  } as const;
  const { entry } = await ledger.appendOnce(caseId, actor, 'custody', body, `custody:${run}`);
  const { body: known } = entry;
  // Another attempt of the same execution goes on; everybody else has an old document.
  const isOurs =
    known.event === 'requested' && known.execution === execution && hashOf(known.signed.document) === hashOf(document);
  return isOurs ? { document, by, items } : refused('used', 'This signed request was used before.');
};

const isRequest = ({ kind, body }: Entry, run: string): boolean =>
  kind === 'custody' && body.event === 'requested' && body.run === run;

const missing = ({ evidence }: CustodyRequest, items: readonly EvidenceItem[]) => {
  const unknown = evidence.find((id) => !items.some((item) => item.id === id));
  return unknown === undefined
    ? null
    : { code: 'no-evidence', message: `There is no evidence ${unknown} in this case.` };
};

const tooOld = ({ at }: CustodyRequest) => {
  const age = Date.now() - Date.parse(at);
  return age > goodFor || age < -ahead
    ? { code: 'expired', message: `It was signed at ${at}: a request for evidence is good for 15 minutes.` }
    : null;
};
