import { readFileSync } from 'node:fs';
import { exportJsonl, parseJsonl } from '../../ledger/export.js';
import { parseKeys, type LedgerKey } from '../../ledger/keys.js';
import { trustedKeys } from '../../ledger/signing-key.js';
import { verifyStored } from '../../ledger/verify-stored.js';
import { verifyLedger, type LedgerReport } from '../../ledger/verify.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { entryLine } from '../output/entry-text.js';
import type { Session } from '../session/session.js';
import { asHash, withSession } from './context.js';

/** The ledger: shown, verified, exported; and its public keys. Needs no worker. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [what, subject] = invocation.positionals;
  if (what === 'verify' && invocation.text('file') !== undefined) return verifyFile(invocation);
  const works = new Map([
    ['show', show],
    ['verify', verify],
    ['export', exportCase],
    ['keys', showKeys],
    ['document', showDocument],
  ]);
  const work = works.get(what ?? '');
  if (!work)
    throw usageError('firebreak audit needs show, verify, export, keys or document.', 'firebreak audit --help');
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

const verify: Work = async ({ out }, session, subject) => {
  const keys = keysOf(session);
  const cases = subject === undefined ? session.reading.ledger.cases() : [caseOf(session, subject).case];
  const reports: LedgerReport[] = [];
  for (const one of cases) {
    out.progress(`verifying ${one} …`);
    reports.push(await verifyStored(session.reading.ledger, one, keys));
  }
  return conclude(out, reports);
};

const conclude = (out: Invocation['out'], reports: readonly LedgerReport[]): ExitCode => {
  const bad = reports.find((report) => !report.ok) ?? null;
  const summary = {
    ok: bad === null,
    case: bad?.case ?? (reports.length === 1 ? (reports[0]?.case ?? null) : null),
    entries: reports.reduce((sum, report) => sum + report.entries, 0),
    head: (bad ?? reports.at(-1))?.head ?? null,
    firstBad: bad?.firstBad ?? null,
    seals: 0,
    attested: reports.reduce((sum, report) => sum + report.attested, 0),
    keys: [...new Set(reports.flatMap((report) => report.keys))],
    cases: reports,
  };
  out.result(summary, () =>
    bad
      ? `LEDGER TAMPERED: ${bad.case ?? 'the file'}: entry ${bad.firstBad?.seq ?? '?'}: ${bad.firstBad?.reason ?? ''}`
      : [
          `ledger ok: ${summary.entries} entries in ${reports.length} case(s)`,
          ...(summary.attested > 0
            ? [
                `${summary.attested} of them rest on AWS proofs: that AWS said who signed is the worker's word, and cannot be checked again`,
              ]
            : []),
        ].join('\n'),
  );
  return bad ? exit.proof : exit.done;
};

const verifyFile = async (invocation: Invocation): Promise<ExitCode> => {
  const [file, keyFile] = [invocation.text('file') ?? '', invocation.text('keys')];
  if (!keyFile)
    throw usageError(
      '--file needs --keys: the public keys, from where the ledger’s writer cannot write.',
      'firebreak audit keys --json > keys.json',
    );
  let text: string;
  let keys: readonly LedgerKey[];
  try {
    text = readFileSync(file, 'utf8');
    keys = parseKeys(readFileSync(keyFile, 'utf8'));
  } catch (error) {
    throw usageError(
      `It cannot be verified: ${(error as Error).message.slice(0, 300)}.`,
      'Give an exported ledger and its key file.',
    );
  }
  return conclude(invocation.out, [await verifyLedger(parseJsonl(text), keys)]);
};

const exportCase: Work = async (invocation, session, subject) => {
  if (!subject) throw usageError('firebreak audit export needs a case or a run.', 'List them with: firebreak runs');
  if ((invocation.text('format') ?? 'jsonl') !== 'jsonl')
    throw usageError('The only format is jsonl.', 'Leave --format out.');
  process.stdout.write(exportJsonl(session.reading.ledger, caseOf(session, subject).case));
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

const showKeys: Work = async ({ out }, session) => {
  const keys = keysOf(session);
  out.result(keys, () => keys.map((key) => `${key.id}  ${key.algorithm}  ${key.publicKey}`).join('\n'));
  return exit.done;
};
