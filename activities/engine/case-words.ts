import { hashOf } from '../../ledger/canonical.js';
import { phaseOf, type CasePhase } from '../../ledger/view/case/phase.js';
import { runsOf } from '../../ledger/view/case/runs.js';
import { standingIn } from '../../ledger/view/case/standing.js';
import type { EngineActivities } from '../../workflows/contract/activities.js';
import { mostStanding } from '../../workflows/contract/case.js';
import type { CaseWord, StandingChange } from '../../workflows/contract/case.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { CaseDocument } from '../../workflows/contract/documents.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import type { Workplace } from './context.js';
import { prove, refuse } from './proving.js';

type Refusal = { readonly code: string; readonly message: string };

/** Checks and records what people say about a case. A refusal is on record before its author hears of it. */
export const caseActivities = (workplace: Workplace): Pick<EngineActivities, 'case.record'> => ({
  'case.record': async ({ signed }) => {
    const { ledger, actor } = workplace;
    const proven = await prove(workplace, signed);
    // What is no signed document names no case: it opens no chain under a name that somebody made up.
    const caseId = proven.signed?.document.case ?? deploymentChain;
    const refused = async ({ code, message }: Refusal) => {
      await refuse(workplace, { case: caseId, run: caseId, gate: null }, proven, { code, message });
      return { accepted: false, code, message };
    };
    if (!('operator' in proven)) return refused(proven);
    const { document } = proven.signed;
    if (document.kind !== 'case' || document.run !== document.case)
      return refused({ code: 'malformed', message: 'This is no word on a case.' });
    const accepted = { accepted: true, code: 'accepted', message: `It is on record in ${caseId}.` };
    const entries = await ledger.entries(caseId);
    // Whoever is tried again, or hands in the same once more, finds it on record, whatever has happened since.
    const once = `case:${hashOf(document as unknown as Json)}`;
    const isSame = ({ kind, body }: Entry): boolean =>
      kind === 'case' && `case:${hashOf(body.signed.document as unknown as Json)}` === once;
    if (entries.some(isSame)) return accepted;
    // A word that was refused is spent: whoever hands it in later, when it would do, is not who signed it.
    const spent = entries.find(isRefusalOf(once));
    if (spent) return { accepted: false, code: spent.body.code, message: spent.body.reason };
    const phase = phaseOf(entries);
    const problem =
      problemWith(document.word, phase, entries.some(begins), caseId) ?? overtaken(document, entries, caseId);
    if (problem) return refused(problem);
    const { word, reason } = document;
    const { entry } = await ledger.appendOnce(
      caseId,
      actor,
      'case',
      {
        ...word,
        run: caseId,
        requestedBy: proven.operator.name,
        person: proven.operator.person,
        reason,
        signed: proven.signed,
        ...(word.event === 'closed' && { standing: await standingOf(workplace, caseId, entries) }),
      },
      turnOf(word, phase) ?? once,
    );
    return isSame(entry)
      ? accepted
      : refused({ code: 'moved', message: `Somebody was quicker: look at ${caseId} again.` });
  },
});

// Two people who turn a case around at one time do not both succeed.
const turnOf = ({ event }: CaseWord, { turns }: CasePhase): string | null => {
  if (event === 'opened') return 'case:opened';
  return event === 'closed' || event === 'reopened' ? `case:turn:${turns}` : null;
};

// Only of what its author signed: a forgery of it spends nothing.
const isRefusalOf =
  (once: string) =>
  (entry: Entry): entry is Entry & Entry<'refusal'> =>
    entry.kind === 'refusal' &&
    entry.body.proven &&
    entry.body.signed !== null &&
    `case:${hashOf(entry.body.signed.document as unknown as Json)}` === once;

/** What the clocks of an operator and a worker may be apart, in milliseconds. */
const apart = 5 * 60_000;

const isTurn = (event: string): boolean => event === 'closed' || event === 'reopened';
const turns = (entry: Entry): boolean =>
  begins(entry) && (entry.kind === 'run' || (entry.kind === 'case' && isTurn(entry.body.event)));

// Who closes a case, or opens it again, means what they saw: not what was opened or closed after they signed.
const overtaken = ({ word, at }: CaseDocument, entries: readonly Entry[], caseId: string): Refusal | null => {
  const newest = isTurn(word.event) ? entries.findLast(turns) : undefined;
  return newest && Date.parse(at) + apart < Date.parse(newest.at)
    ? { code: 'moved', message: `It was signed at ${at}, and ${caseId} has moved since: look at it again.` }
    : null;
};

// Refusals alone are no case: somebody tried.
const begins = ({ kind, body }: Entry): boolean => kind === 'case' || (kind === 'run' && body.event === 'requested');

const problemWith = (word: CaseWord, { closed }: CasePhase, isKnown: boolean, caseId: string): Refusal | null => {
  if (word.event === 'opened') return isKnown ? { code: 'exists', message: `${caseId} is there already.` } : null;
  if (!isKnown) return { code: 'no-case', message: `There is no case ${caseId}.` };
  if (word.event === 'closed' && closed) return { code: 'closed', message: `${caseId} is closed already.` };
  if (word.event === 'reopened' && !closed) return { code: 'open', message: `${caseId} is open.` };
  return null;
};

const standingOf = async (
  { ledger }: Workplace,
  caseId: string,
  entries: readonly Entry[],
): Promise<readonly StandingChange[]> => {
  const { runs, unreadable } = await runsOf({ document: (hash) => ledger.getDocument(hash) }, caseId, entries);
  // What stands is not to be told from half of it.
  for (const { error } of unreadable) throw error;
  const ofRun = Map.groupBy(entries, ({ body }) => body.run);
  return runs.flatMap((run) => standingIn(run, ofRun.get(run.id) ?? [])).slice(0, mostStanding);
};
