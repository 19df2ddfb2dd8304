import type { Report } from '../../ledger/view/report/model.js';
import { reportOf } from '../../ledger/view/report/report.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { jsonText } from '../output/json-text.js';
import { htmlReport } from '../report/html-report.js';
import { markdownReport } from '../report/markdown-report.js';
import { theCase } from '../session/read-case.js';
import { keysOf } from './audit.js';
import { verifiedCase } from './audit-verify.js';
import { withSession } from './context.js';
import { save } from './save.js';

const formats: ReadonlyMap<string, (report: Report) => string> = new Map([
  ['md', markdownReport],
  ['html', htmlReport],
  ['json', (report) => `${jsonText(report, 2)}\n`],
]);

/** Writes the report on a case. A ledger that does not verify makes a report that says so, and exit 6. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [subject, ...more] = invocation.positionals;
  if (!subject || more.length > 0)
    throw usageError('firebreak report needs one case.', 'List them with: firebreak case list');
  const format = invocation.text('format') ?? (invocation.out.json ? 'json' : 'md');
  const write = formats.get(format);
  if (!write) throw usageError(`${JSON.stringify(format)} is no format.`, `One of ${[...formats.keys()].join(', ')}.`);
  return withSession(invocation, async (session) => {
    invocation.out.progress(`reading and verifying ${subject} …`);
    const source = await theCase(session.reading, subject);
    const verified = await verifiedCase(invocation, session, await keysOf(session), source.view.id);
    const text = write(reportOf({ ...source, verified }, new Date().toISOString()));
    const file = invocation.text('out');
    if (file === undefined) process.stdout.write(text);
    else {
      save(file, text);
      invocation.out.result({ file, case: source.view.id, format, ok: verified.ok }, () => `Wrote ${file}.`);
    }
    if (!verified.ok) invocation.out.progress('LEDGER TAMPERED: rely on nothing in this report.');
    return verified.ok ? exit.done : exit.proof;
  });
};
