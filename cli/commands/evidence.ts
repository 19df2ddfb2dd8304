import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { evidenceTable, evidenceText } from '../output/evidence-text.js';
import { table } from '../output/table.js';
import { evidenceNamed, manifestEntry, theItem } from '../session/evidence.js';
import type { Session } from '../session/session.js';
import { withSession } from './context.js';
import { fetchEvidence } from './evidence-fetch.js';
import { verifyEvidence } from './evidence-verify.js';

/** What was collected: listed and shown from the ledger alone, verified and fetched by a worker on a signed request. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [what = ''] = invocation.positionals;
  const work = new Map([
    ['list', list],
    ['show', show],
    ['verify', verifyEvidence],
    ['fetch', fetchEvidence],
  ]).get(what);
  if (!work)
    throw usageError('firebreak evidence needs list, show, verify or fetch.', 'See firebreak evidence --help.');
  return withSession(invocation, (session) => work(invocation, session));
};

type Work = (invocation: Invocation, session: Session) => Promise<ExitCode>;

const list: Work = async (invocation, { reading }) => {
  const [, caseId, ...more] = invocation.positionals;
  if (more.length > 0) throw usageError('firebreak evidence list takes one case.', 'Leave it out for all cases.');
  // An id is as good: what is listed then is that one.
  const items = await evidenceNamed(reading, caseId);
  if (!invocation.flag('manifest')) {
    invocation.out.result(items, () => evidenceTable(items));
    return exit.done;
  }
  const found = await Promise.all(
    [...new Set(items.map((item) => item.case))].map((one) => manifestEntry(reading, one)),
  );
  const manifests = found.filter((one) => one !== null);
  invocation.out.result(manifests, () =>
    manifests.length === 0
      ? 'There is no manifest: it is written when a run that collected evidence ends.'
      : table(
          ['CASE', 'ITEMS', 'WRITTEN', 'ENTRY', 'MANIFEST'],
          manifests.map((one) => [one.case, `${one.items}`, one.at, `#${one.seq}`, one.document]),
        ),
  );
  return exit.done;
};

const show: Work = async ({ positionals, out }, { reading }) => {
  const [, ...named] = positionals;
  const [id, caseId] = named.length === 2 ? [named[1], named[0]] : [named[0]];
  if (!id || named.length > 2)
    throw usageError('firebreak evidence show needs one item.', 'List them with: firebreak evidence list');
  const item = await theItem(reading, id, caseId);
  const manifest = await manifestEntry(reading, item.case);
  out.result({ ...item, manifest }, () =>
    [
      evidenceText(item),
      ...(manifest ? ['', `Manifest of ${item.case}: ${manifest.document}, entry #${manifest.seq}`] : []),
    ].join('\n'),
  );
  return exit.done;
};
