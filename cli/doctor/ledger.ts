import { statfsSync } from 'node:fs';
import path from 'node:path';
import { LedgerUnavailableError } from '../../ledger/errors.js';
import { KeyRing } from '../../ledger/key-ring.js';
import type { TrustedKey } from '../../ledger/keys.js';
import { nameOfPlace, openReader } from '../../ledger/open.js';
import type { LedgerReader } from '../../ledger/reader.js';
import { verifyEntry } from '../../ledger/seals/single-entry.js';
import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import { headProblem } from '../../ledger/verify-head.js';
import type { Config } from '../../worker/config.js';
import { sizeText } from '../output/size.js';
import { sealingOf } from '../session/sealing.js';
import { away, failed, ok, warning, type Line } from './line.js';

/** Below these bytes of free space somebody should know, and should act at once. */
const space = { scarce: 2 ** 30, short: 100 * 2 ** 20 };

/** The store answers, and the newest entry of every case is the one that its signed head names. */
export const ledgerLines = async (config: Config): Promise<readonly Line[]> => {
  const place = nameOfPlace(config.ledger);
  try {
    const reader = await openReader(config.ledger);
    try {
      const { keys, pinned } = await trustedKeys(reader, config.ledger.key);
      return [ok('ledger', place), await headsLine(reader, keys, pinned), ...diskLine(config)];
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError)) throw error;
    const fix =
      error.code === 'missing'
        ? 'A worker makes it when it starts.'
        : 'While it is down no change is made in AWS: bring it back.';
    return [away('ledger', error.message, fix)];
  }
};

const headsLine = async (reader: LedgerReader, keys: readonly TrustedKey[], pinned: boolean): Promise<Line> => {
  const cases = await reader.cases();
  for (const one of cases) {
    const problem = await lastProblem(reader, one, keys);
    if (problem !== null)
      return failed('ledger heads', `${one}: ${problem}`, `See what was altered: firebreak audit verify ${one}`);
  }
  const detail = `the newest entry of ${cases.length} case(s) is signed`;
  return pinned
    ? ok('ledger heads', detail)
    : warning(
        'ledger heads',
        `${detail}, by keys that stand in the store alone`,
        'Put the public key beside ledger.key: a worker writes it there as signing.key.pub.',
      );
};

/** What is wrong with the newest entry of a case, as its signed head names it. */
const lastProblem = async (
  reader: LedgerReader,
  caseId: string,
  keys: readonly TrustedKey[],
): Promise<string | null> => {
  const head = await reader.head(caseId);
  if (head === null) return 'head: the signed head of the case is missing';
  const [text] = await reader.texts(caseId, head.seq - 1, 1);
  const last = text === undefined ? null : verifyEntry(text, keys);
  if (last !== null && 'problem' in last) return last.problem;
  return headProblem(head, last && last.entry, last && last.entry.hash, new KeyRing(keys))?.reason ?? null;
};

const diskLine = ({ ledger }: Config): readonly Line[] => {
  if (!('path' in ledger)) return [];
  const folder = path.dirname(ledger.path);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const detail = `${sizeText(free)} free for ${folder}`;
  const fix = 'Make room: a ledger that cannot be written lets nothing change in AWS.';
  if (free < space.short) return [failed('disk', detail, fix)];
  return [free < space.scarce ? warning('disk', detail, fix) : ok('disk', detail)];
};

/** How far the ledger is sealed, out of the reach of who owns it. */
export const sealLines = async (config: Config): Promise<readonly Line[]> => {
  const seals = await sealingOf(config);
  if (seals === null) return [];
  const { vault, newest, waiting, late, refused } = seals;
  const waits = waiting ? `${waiting.cases} case(s) wait since ${waiting.since}` : 'nothing waits';
  const detail = `${newest === null ? 'nothing was sealed yet' : `newest ${newest}`}, ${waits}`;
  return [
    vault === null
      ? warning(
          'seals',
          `${detail}, in the ledger alone`,
          'Configure a vault (docs/vault.md): without one nothing shows what was cut off.',
        )
      : late
        ? failed('seals', detail, 'Look at the worker’s log, and at the way from it to the vault.')
        : ok('seals', detail),
    ...refused.map((one) =>
      failed(
        'seals',
        `${one.case} is not sealed any more: ${one.reason}`,
        `firebreak audit verify ${one.case} --seals DIR: docs/audit.md`,
      ),
    ),
  ];
};
