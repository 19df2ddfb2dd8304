import { exportJsonl } from '../../ledger/export.js';
import type { LedgerKey } from '../../ledger/keys.js';
import { caseVerifierKey } from '../../ledger/seals/checkpoint.js';
import { trustedKeys } from '../../ledger/signing-key.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { entryLine } from '../output/entry-text.js';
import type { Session } from '../session/session.js';
import { prove, verifyProofFile } from './audit-prove.js';
import { verifyCases, verifyFile } from './audit-verify.js';
import { asHash, withSession } from './context.js';

/** The ledger: shown, verified, proven, exported; and its public keys. Needs no worker. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [what, subject] = invocation.positionals;
  if (what === 'verify' && invocation.text('file') !== undefined) return verifyFile(invocation);
  if (what === 'verify' && invocation.text('proof') !== undefined) return verifyProofFile(invocation);
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
    throw usageError('firebreak audit needs show, verify, prove, export, keys or document.', 'firebreak audit --help');
  return withSession(invocation, (session) => work(invocation, session, subject));
};

type Work = (invocation: Invocation, session: Session, subject: string | undefined) => Promise<ExitCode>;

const caseOf = ({ reading }: Session, subject: string): { readonly case: string; readonly run?: string } => {
  if (reading.ledger.cases().includes(subject)) return { case: subject };
  const caseId = reading.ledger.caseOfRun(subject);
  if (caseId === null)
    throw new CliError(
      exit.missing,
      'no-case',
      `There is no case or run ${subject}.`,
      'List them with: firebreak runs',
    );
  return { case: caseId, run: subject };
};

const show: Work = async ({ out }, session, subject) => {
  if (!subject) throw usageError('firebreak audit show needs a case or a run.', 'List them with: firebreak runs');
  const { case: caseId, run: only } = caseOf(session, subject);
  const entries = session.reading.entries(caseId, only === undefined ? {} : { run: only });
  out.result(entries, () => entries.map(entryLine).join('\n'));
  return exit.done;
};

const keysOf = ({ reading, config }: Session): readonly LedgerKey[] =>
  trustedKeys(reading.ledger.keys(), config.ledger.key).keys;

const verify: Work = (invocation, session, subject) =>
  verifyCases(
    invocation,
    session,
    keysOf(session),
    subject === undefined ? null : verifiable(invocation, session, subject),
  );

// With seals there may be more of a case than the ledger still knows of.
const verifiable = (invocation: Invocation, session: Session, subject: string): string =>
  invocation.text('seals') !== undefined && session.reading.ledger.caseOfRun(subject) === null
    ? subject
    : caseOf(session, subject).case;

const proveEntry: Work = async (invocation, session, subject) => {
  if (!subject) throw usageError('firebreak audit prove needs a case.', 'List them with: firebreak runs');
  return prove(invocation, session, keysOf(session), caseOf(session, subject).case);
};

const exportCase: Work = async (invocation, session, subject) => {
  if (!subject) throw usageError('firebreak audit export needs a case or a run.', 'List them with: firebreak runs');
  if ((invocation.text('format') ?? 'jsonl') !== 'jsonl')
    throw usageError('The only format is jsonl.', 'Leave --format out.');
  for (const line of exportJsonl(session.reading.ledger, caseOf(session, subject).case)) process.stdout.write(line);
  return exit.done;
};

const showDocument: Work = async (_invocation, { reading }, subject) => {
  // The exact bytes that were hashed, so that sha256sum can check them.
  const text = reading.ledger.documentText(asHash(subject ?? ''));
  if (text === null)
    throw new CliError(
      exit.missing,
      'no-document',
      `There is no document ${subject}.`,
      'Entries of kind plan name them.',
    );
  process.stdout.write(text);
  return exit.done;
};

const showKeys: Work = async ({ out }, session, subject) => {
  const keys = keysOf(session);
  if (subject !== undefined) {
    const { case: caseId } = caseOf(session, subject);
    const verifiers = keys.map((key) => caseVerifierKey(caseId, key));
    out.result(verifiers, () => verifiers.join('\n'));
    return exit.done;
  }
  out.result(keys, () => keys.map((key) => `${key.id}  ${key.algorithm}  ${key.publicKey}`).join('\n'));
  return exit.done;
};
