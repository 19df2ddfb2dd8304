import { maxFindings } from '../../ledger/case-word.js';
import type { CaseWord } from '../../workflows/contract/case.js';
import { counted } from '../../workflows/contract/short.js';
import { isFinal, severities } from '../../workflows/contract/words.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { readFindings } from '../findings/read-findings.js';
import { draftsOf } from '../session/drafts.js';
import { theCase } from '../session/read-case.js';
import { asCaseId, asSeverity } from './case-names.js';
import { theReason, withSession } from './context.js';
import { say } from './say.js';
import { freshCaseId } from '../session/fresh-id.js';

/** What is said, about which case, and why. */
type Saying = { readonly case: string; readonly word: CaseWord; readonly reason: string };
type Work = (invocation: Invocation) => Promise<ExitCode>;

const needed = (invocation: Invocation, option: string, example: string): string => {
  const text = invocation.text(option)?.trim();
  if (!text) throw usageError(`--${option} is needed.`, `For example: ${example}`);
  return text;
};

const findingsIn = async (invocation: Invocation) => {
  const found = [];
  for (const file of invocation.texts('finding')) found.push(...(await readFindings(file)));
  if (found.length > maxFindings)
    throw usageError(
      `${found.length} findings are too many at once.`,
      `At most ${maxFindings}: add the others one by one.`,
    );
  return found;
};

// What `make` asks of the person comes last: what is wrong otherwise is said before.
const speaking =
  (make: (invocation: Invocation, caseId: string) => Promise<Omit<Saying, 'case'>>, isNew = false): Work =>
  (invocation) =>
    withSession(invocation, async (session) => {
      const [verb = '', given] = invocation.positionals;
      if (given === undefined && !isNew)
        throw usageError(`firebreak case ${verb} needs a case.`, 'List them with: firebreak case list');
      const said = await say(invocation, session, { command: 'case', kind: 'case' }, async () => {
        const caseId = asCaseId(given ?? freshCaseId());
        if (!isNew) await theCase(session.reading, caseId);
        const { word, reason } = await make(invocation, caseId);
        return draftsOf(session.reading, session.operator).word(caseId, word, reason);
      });
      if (said === null) return exit.done;
      const { view } = await theCase(session.reading, said.id);
      const { id, state, severity, title, standing, runs } = view;
      const left = standing.filter(({ reversible }) => reversible).length;
      const open = runs.filter((one) => !isFinal(one.state)).length;
      const isClosing = said.document.word.event === 'closed';
      invocation.out.result({ id, state, severity, title, standing: left }, () =>
        [
          `${id}  ${severity}  ${state}  ${title}`,
          ...(isClosing && left > 0
            ? [
                `${counted(left, 'change stands', 'changes stand')}: firebreak report ${id} says how to put back what stands`,
              ]
            : []),
          ...(isClosing && open > 0 ? [`${counted(open, 'run goes', 'runs go')} on: firebreak runs --case ${id}`] : []),
        ].join('\n'),
      );
      return exit.done;
    });

const open: Work = speaking(async (invocation) => {
  const findings = await findingsIn(invocation);
  const severity = asSeverity(invocation.text('severity') ?? 'P2');
  const title =
    invocation.text('title')?.trim() ||
    (findings[0]?.title.slice(0, 200) ??
      needed(invocation, 'title', 'firebreak case open --title "beacon to 203.0.113.7"'));
  return { word: { event: 'opened', title, severity, findings }, reason: invocation.text('reason') ?? title };
}, true);

const note: Work = speaking(async (invocation) => ({
  word: { event: 'noted', text: needed(invocation, 'text', '--text "customer informed by phone"') },
  reason: '',
}));

const finding: Work = speaking(async (invocation) => {
  const [only, ...more] = await findingsIn(invocation);
  if (!only || more.length > 0) throw usageError('firebreak case finding takes one finding.', 'Give --finding FILE.');
  return { word: { event: 'finding', finding: only }, reason: invocation.text('reason') ?? '' };
});

const severity: Work = speaking(async (invocation) => {
  const [, caseId, given] = invocation.positionals;
  if (given === undefined)
    throw usageError(
      `firebreak case severity needs a level: ${severities.join(', ')}.`,
      `For example: firebreak case severity ${caseId} P1 --reason TEXT`,
    );
  return { word: { event: 'severity-changed', severity: asSeverity(given) }, reason: await theReason(invocation) };
});

const close: Work = speaking(async (invocation) => ({
  word: { event: 'closed' },
  reason: await theReason(invocation),
}));

const reopen: Work = speaking(async (invocation) => ({
  word: { event: 'reopened' },
  reason: await theReason(invocation),
}));

/** What can be said about a case, by the word of the command. */
export const caseWords: ReadonlyMap<string, Work> = new Map([
  ['open', open],
  ['note', note],
  ['finding', finding],
  ['severity', severity],
  ['close', close],
  ['reopen', reopen],
]);
