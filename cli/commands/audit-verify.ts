import { readJsonl } from '../../ledger/export.js';
import type { TrustedKey } from '../../ledger/keys.js';
import { readSealFiles, type SealFiles } from '../../ledger/seals/seal-files.js';
import { recordedSeals } from '../../ledger/seals/standing.js';
import { withSeals, type SealedReport } from '../../ledger/seals/with-seals.js';
import type { LedgerReader } from '../../ledger/reader.js';
import type { Seal } from '../../ledger/seals/seal.js';
import { verifyStored } from '../../ledger/verify-stored.js';
import { verifyLedger } from '../../ledger/verify.js';
import type { Verified } from '../../ledger/view/report/model.js';
import type { Invocation } from '../command.js';
import { usageError, type ExitCode } from '../errors.js';
import type { Output } from '../output/output.js';
import type { Session } from '../session/session.js';
import { givenKeys, neededKeys, readable, unreadable } from './audit-files.js';
import { conclude, provesSomething } from './audit-verdict.js';
import { tellingBytes, tellingEntries } from './verifying-progress.js';

/** The seals that were given, of one case or of all. None of the case that was asked for is no verification with seals. */
const givenSeals = (invocation: Invocation, keys: readonly TrustedKey[], only: string | null): SealFiles => {
  const path = invocation.text('seals');
  if (path === undefined) return { seals: [], bad: [] };
  const found = readable('seals', path, () => readSealFiles(path, keys, only));
  if (found.seals.length + found.bad.length === 0)
    throw usageError(
      `There are no seals${only === null ? '' : ` of ${only}`} in ${path}.`,
      'Copy them out of the vault: docs/audit.md, "Seals".',
    );
  return found;
};

// A seal in the vault is on record as well: it is one seal, and the one that was given is the one that is spoken of.
const eachOnce = (seals: readonly Seal[]): readonly Seal[] => [
  ...new Map(seals.toReversed().map((seal) => [`${seal.size} ${seal.root.toString('hex')}`, seal])).values(),
];

/** Verifies one case where it is stored, with the seals that are on record in it, and those that were given. */
const verifyOne = async (
  out: Output,
  ledger: LedgerReader,
  keys: readonly TrustedKey[],
  caseId: string,
  given: readonly Seal[],
): Promise<SealedReport> => {
  const ofCase = given.filter((seal) => seal.case === caseId);
  const told = await tellingEntries(out, ledger, caseId);
  return withSeals(eachOnce([...ofCase, ...(await recordedSeals(ledger, keys, caseId))]), (watch) =>
    verifyStored(
      {
        head: (one) => ledger.head(one),
        lines: (one) => watch(told(ledger.lines(one))),
        documentText: (hash) => ledger.documentText(hash),
      },
      caseId,
      keys,
    ),
  );
};

/** What verification of one case finds, with `--keys` and `--seals` as they were given: for what is told of that case. */
export const verifiedCase = async (
  invocation: Invocation,
  { reading: { ledger } }: Session,
  pinned: readonly TrustedKey[],
  caseId: string,
): Promise<Verified> => {
  const keys = givenKeys(invocation) ?? pinned;
  const given = givenSeals(invocation, keys, caseId);
  const {
    ok,
    entries,
    firstBad,
    seals,
    attested,
    keys: signers,
  } = await verifyOne(invocation.out, ledger, keys, caseId, given.seals);
  const badSeals = given.bad.map(({ seal, reason }) => `${seal}: ${reason}`);
  return { ok: ok && badSeals.length === 0, entries, firstBad, seals, badSeals, attested, keys: signers };
};

/** Verifies cases of this ledger: the entries, the seals that are on record in it, and those that were given. */
export const verifyCases = async (
  invocation: Invocation,
  { reading: { ledger } }: Session,
  pinned: readonly TrustedKey[],
  only: string | null,
): Promise<ExitCode> => {
  const keys = givenKeys(invocation) ?? pinned;
  const given = givenSeals(invocation, keys, only);
  const cases =
    only === null
      ? [...new Set([...(await ledger.cases()), ...given.seals.map((seal) => seal.case), ...keys.flatMap(casesUnder)])]
      : [only];
  const reports: SealedReport[] = [];
  for (const one of cases) {
    invocation.out.progress(`verifying ${one} …`);
    reports.push(await verifyOne(invocation.out, ledger, keys, one, given.seals));
  }
  return conclude(invocation.out, reports, given.bad, 'no seals yet');
};

/** The cases that there were when a key was retired. */
const casesUnder = ({ retired }: TrustedKey): readonly string[] => Object.keys(retired?.heads ?? {});

/** Verifies an exported case; needs nothing but the files. */
export const verifyFile = async (invocation: Invocation): Promise<ExitCode> => {
  const file = invocation.text('file') ?? '';
  const keys = neededKeys(invocation, 'file');
  const given = givenSeals(
    invocation,
    keys,
    readable('file', file, () => caseIn(file)),
  );
  const seals = eachOnce(given.seals);
  const told = tellingBytes(invocation.out, file);
  const report = await withSeals(seals, (watch) => verifyLedger(watch(told(readJsonl(file))), keys)).catch(
    (error: unknown) => {
      throw unreadable('file', file, error);
    },
  );
  return conclude(invocation.out, [provesSomething(report)], given.bad, 'no seals given');
};

/** The case that a file says it is of: what it says is verified with it. */
const caseIn = (file: string): string | null => {
  const [first = { text: '' }] = readJsonl(file);
  try {
    const { case: caseId } = JSON.parse(first.text) as { readonly case?: unknown };
    return typeof caseId === 'string' ? caseId : null;
  } catch {
    return null;
  }
};
