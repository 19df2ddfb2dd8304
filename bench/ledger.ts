import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readJsonl } from '../ledger/export.js';
import { parseKeys } from '../ledger/keys.js';
import { bareVerification, verification } from './bare-verification.js';
import { writeChain } from './chain-file.js';
import { benchStores } from './ledger-stores.js';
import { print, printRatio } from './report.js';
import { verifyByCommand, type Verified } from './verify-command.js';

const few = 20_000;
const many = 200_000;
const million = 1_000_000;

/** Durable, signed appends a second in each store, and verification of what is stored and of an exported file. */
export const benchLedger = (): Promise<void> =>
  inFolder(async (folder) => {
    await benchStores(folder);
    printVerified(await verifiedChain(folder, many));
    const short = chainOf(folder, few);
    const keys = parseKeys(readFileSync(short.keys, 'utf8'));
    const [ratios, bareRates]: [number[], number[]] = [[], []];
    for (let round = 0; round < 5; round += 1) {
      const ours = await verification(readJsonl(short.file), keys);
      const bare = await bareVerification(readJsonl(short.file), keys);
      ratios.push(ours.cpuSeconds / bare.cpuSeconds);
      bareRates.push(few / bare.seconds);
    }
    print('SHA-256 and Ed25519 alone, on all cores', bareRates, 'a second');
    print('CPU of verification, against these alone', ratios, 'times');
  });

/** Whether verification stays linear, in time and in little memory, up to a million exported entries. */
export const benchMillion = (): Promise<void> =>
  inFolder(async (folder) => {
    const [short, long] = [await verifiedChain(folder, many), await verifiedChain(folder, million)];
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

const rateOf = ({ entries, seconds }: Verified): number => entries / seconds;

const printVerified = (verified: Verified): void => {
  const of = `${verified.entries.toLocaleString('en')} exported entries`;
  printRatio(`${of} verified`, rateOf(verified), 'a second', '≥ 10,000');
  printRatio(`${of}: most memory`, verified.megabytes, 'MB', '< 200');
};

const chainOf = (folder: string, length: number): { readonly file: string; readonly keys: string } => {
  const [file, keys] = [path.join(folder, `${length}.jsonl`), path.join(folder, `${length}.keys.json`)];
  writeChain(file, keys, length);
  return { file, keys };
};

const verifiedChain = (folder: string, length: number): Promise<Verified> => {
  const { file, keys } = chainOf(folder, length);
  return verifyByCommand(file, keys, length, path.join(folder, 'usage.json'));
};
