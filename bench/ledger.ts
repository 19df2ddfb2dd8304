import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readJsonl } from '../ledger/export.js';
import { parseKeys } from '../ledger/keys.js';
import { bareVerification } from './bare-verification.js';
import { writeChain } from './chain-file.js';
import { benchStores } from './ledger-stores.js';
import { print, printRatio } from './report.js';

const few = 20_000;
const many = 200_000;
const million = 1_000_000;

/** Durable, signed appends a second in each store, and verification of what is stored and of an exported file. */
export const benchLedger = (): Promise<void> =>
  inFolder(async (folder) => {
    await benchStores(folder);
    const verify = chainOf(folder, many);
    printVerified(verify(many));
    // In CPU seconds: what else the machine does meanwhile counts for neither.
    const ratios: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { file, keys } = verify;
      const bare = await bareVerification(readJsonl(file), parseKeys(readFileSync(keys, 'utf8')), few);
      ratios.push(verify(few).cpuSeconds / bare);
    }
    print('CPU, against SHA-256 and Ed25519 alone', ratios, 'times');
  });

/** Whether verification stays linear, in time and in little memory, up to a million exported entries. */
export const benchMillion = (): Promise<void> =>
  inFolder(async (folder) => {
    const verify = chainOf(folder, million);
    const [short, long] = [verify(many), verify(million)];
    printVerified(short);
    printVerified(long);
    printRatio('rate of the long one, against the short one', rateOf(long) / rateOf(short), 'times', '≥ 0.9');
  });

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-ledger-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Verified = {
  readonly ok: boolean;
  readonly entries: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
};

const rateOf = ({ entries, seconds }: Verified): number => entries / seconds;

const printVerified = (verified: Verified): void => {
  const of = `${verified.entries.toLocaleString('en')} exported entries`;
  printRatio(`${of} verified`, rateOf(verified), 'a second', '≥ 10,000');
  printRatio(`${of}: most memory`, verified.megabytes, 'MB', '< 200');
};

/** Writes an exported case, of which the first entries can be verified in a process of its own. */
const chainOf = (folder: string, length: number) => {
  const [file, keys] = [path.join(folder, 'case.jsonl'), path.join(folder, 'keys.json')];
  writeChain(file, keys, length);
  const program = path.join(import.meta.dirname, 'verify-file.js');
  const verify = (count: number): Verified => {
    const printed = execFileSync(process.execPath, [program, file, keys, String(count)], { encoding: 'utf8' });
    const result = JSON.parse(printed) as Verified;
    if (!result.ok || result.entries !== count) throw new Error(`not verified: ${printed}`);
    return result;
  };
  return Object.assign(verify, { file, keys });
};
