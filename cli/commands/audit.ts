import { exportJsonl } from '../../ledger/export.js';
import { exportOcsf } from '../../ledger/ocsf/export.js';
import type { TrustedKey } from '../../ledger/keys.js';
import { caseVerifierKey } from '../../ledger/seals/checkpoint.js';
import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { jsonText } from '../output/json-text.js';
import { entryLine } from '../output/entry-text.js';
import type { Session } from '../session/session.js';
import { prove, verifyProofFile } from './audit-prove.js';
import { reconcile } from './audit-reconcile.js';
import { verifyCases, verifyFile } from './audit-verify.js';
import { asHash, withSession } from './context.js';

/** The ledger: shown, verified, proven, exported, its keys; and held against CloudTrail, which alone needs a worker. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [what, subject] = invocation.positionals;
  if (what === 'verify' && invocation.text('file') !== undefined) return verifyFile(invocation);
  if (what === 'verify' && invocation.text('proof') !== undefined) return verifyProofFile(invocation);
  // It alone needs AWS's clients.
  if (what === 'rotate-key') return (await import('./audit-rotate-key.js')).rotateKey(invocation);
  if (what === 'reconcile')
    return withSession(invocation, async (session) =>
      reconcile(invocation, session, subject === undefined ? null : (await caseOf(session, subject)).case),
    );
  const works = new Map([
    ['show', show],
    ['verify', verify],
    ['prove', proveEntry],
    ['export', exportCase],
    ['keys', showKeys],
    ['document', showDocument],
  ]);
  const work = works.get(what ?? '');
  if (!work)
    throw usageError(
      'firebreak audit needs show, verify, prove, reconcile, export, keys, rotate-key or document.',
      'See firebreak audit --help.',
    );
  return withSession(invocation, (session) => work(invocation, session, subject));
};

type Work = (invocation: Invocation, session: Session, subject: string | undefined) => Promise<ExitCode>;

const caseOf = async (
  { reading }: Session,
  subject: string,
): Promise<{ readonly case: string; readonly run?: string }> => {
  if ((await reading.ledger.cases()).includes(subject)) return { case: subject };
  const caseId = await reading.ledger.caseOfRun(subject);
  if (caseId === null)
    throw new CliError(
      exit.missing,
      'no-case',
      `There is no case or run ${subject}.`,
      'List them with: firebreak case list, firebreak runs',
    );
  return { case: caseId, run: subject };
};

const show: Work = async ({ out }, session, subject) => {
  if (!subject)
    throw usageError(
      'firebreak audit show needs a case or a run.',
      'List them with: firebreak case list, firebreak runs',
    );
  const { case: caseId, run: only } = await caseOf(session, subject);
  const entries = await session.reading.entries(caseId, only === undefined ? {} : { run: only });
  out.result(entries, () => entries.map(entryLine).join('\n'));
  return exit.done;
};

/** The keys that verification trusts unless it is given others. */
export const keysOf = async ({ reading, config }: Session): Promise<readonly TrustedKey[]> =>
  (await trustedKeys(reading.ledger, config.ledger.key)).keys;

const verify: Work = async (invocation, session, subject) =>
  verifyCases(
    invocation,
    session,
    await keysOf(session),
    subject === undefined ? null : await verifiable(invocation, session, subject),
  );

// With seals there may be more of a case than the ledger still knows of.
const verifiable = async (invocation: Invocation, session: Session, subject: string): Promise<string> =>
  invocation.text('seals') !== undefined && (await session.reading.ledger.caseOfRun(subject)) === null
    ? subject
    : (await caseOf(session, subject)).case;

const proveEntry: Work = async (invocation, session, subject) => {
  if (!subject)
    throw usageError('firebreak audit prove needs a case.', 'List them with: firebreak case list, firebreak runs');
  return prove(invocation, session, await keysOf(session), (await caseOf(session, subject)).case);
};

const formats = new Map([
  ['jsonl', exportJsonl],
  ['ocsf', ocsfLines],
]);

async function* ocsfLines(reader: Parameters<typeof exportOcsf>[0], caseId: string): AsyncIterable<string> {
  for await (const record of exportOcsf(reader, caseId)) yield `${jsonText(record)}\n`;
}

const exportCase: Work = async (invocation, session, subject) => {
  if (!subject)
    throw usageError(
      'firebreak audit export needs a case or a run.',
      'List them with: firebreak case list, firebreak runs',
    );
  const format = formats.get(invocation.text('format') ?? 'jsonl');
  if (!format) throw usageError('The formats are jsonl and ocsf.', 'Only jsonl can be verified: docs/audit.md.');
  const { case: caseId } = await caseOf(session, subject);
  for await (const line of format(session.reading.ledger, caseId)) process.stdout.write(line);
  return exit.done;
};

const showDocument: Work = async (_invocation, { reading }, subject) => {
  // The exact bytes that were hashed, so that sha256sum can check them.
  const text = await reading.ledger.documentText(asHash(subject ?? ''));
  if (text === null)
    throw new CliError(
      exit.missing,
      'no-document',
      `There is no document ${subject}.`,
      'Entries of kind plan name them, and the answers of AWS that they rest on.',
    );
  process.stdout.write(text);
  return exit.done;
};

const showKeys: Work = async ({ out }, session, subject) => {
  const keys = await keysOf(session);
  if (subject !== undefined) {
    const { case: caseId } = await caseOf(session, subject);
    const verifiers = keys.map((key) => caseVerifierKey(caseId, key));
    out.result(verifiers, () => verifiers.join('\n'));
    return exit.done;
  }
  out.result(keys, () => keys.map(keyText).join('\n'));
  return exit.done;
};

const keyText = ({ id, algorithm, publicKey, retired }: TrustedKey): string => {
  const until = retired ? `  retired ${retired.at}, ${retired.by} signs since then` : '';
  return `${id}  ${algorithm}  ${publicKey}${until}`;
};
