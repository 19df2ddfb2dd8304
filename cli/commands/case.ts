import { caseSummary } from '../../ledger/view/case/case-view.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { caseText } from '../output/case-text.js';
import { table } from '../output/table.js';
import { allCases, theCase } from '../session/read-case.js';
import { caseWords } from './case-words.js';
import { withSession } from './context.js';

/** Lists cases, shows one, and says something about one. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [what = '', subject, ...more] = invocation.positionals;
  if (what === 'list' && subject === undefined) return list(invocation);
  if (what === 'show' && subject !== undefined && more.length === 0) return show(invocation, subject);
  const word = caseWords.get(what);
  if (word) return word(invocation);
  throw usageError(
    `firebreak case needs list, show CASE, ${[...caseWords.keys()].join(', ')}.`,
    'See firebreak case --help.',
  );
};

const list = (invocation: Invocation): Promise<ExitCode> =>
  withSession(invocation, async ({ reading }) => {
    const found = (await allCases(reading)).map(caseSummary);
    invocation.out.result(found, () =>
      found.length === 0
        ? 'No cases. Open one: firebreak case open --title "…", or ask for a run.'
        : table(
            ['CASE', 'SEV', 'STATE', 'RUNS', 'FINDINGS', 'STANDING', 'OPENED', 'TITLE'],
            found.map((one) => [
              one.id,
              one.severity,
              one.state,
              `${one.runs}`,
              `${one.findings}`,
              `${one.standing}`,
              one.openedAt,
              one.title,
            ]),
          ),
    );
    return exit.done;
  });

const show = (invocation: Invocation, subject: string): Promise<ExitCode> =>
  withSession(invocation, async ({ reading }) => {
    const { view } = await theCase(reading, subject);
    invocation.out.result(view, () => caseText(view));
    return exit.done;
  });
