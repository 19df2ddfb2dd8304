import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readJsonl } from '../ledger/export.js';
import { parseKeys } from '../ledger/keys.js';
import { openLedger } from '../ledger/sqlite/ledger.js';
import { openLedgerReader } from '../ledger/sqlite/reader.js';
import { verifyStored } from '../ledger/verify-stored.js';
import { bareVerification } from './bare-verification.js';
import { writeChain } from './chain-file.js';
import { print, printRatio } from './report.js';

const entries = 20_000;
const together = 16;
const fileLengths = [200_000, 1_000_000] as const;

/** Durable, signed appends a second, verification of the same chain, and of exported files of up to a million entries. */
export const benchLedger = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-ledger-'));
  try {
    await benchStore(folder);
    await benchFiles(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const benchStore = async (folder: string): Promise<void> => {
  const file = path.join(folder, 'ledger.db');
  const ledger = await openLedger({ path: file, keyPath: path.join(folder, 'signing.key') });
  const append = (number: number) =>
    ledger.append('case-bench', 'bench', 'note', { run: 'run-bench', text: `entry ${number} ${'.'.repeat(400)}` });
  try {
    const rate = async (count: number, lanes: number): Promise<number> => {
      const started = performance.now();
      await Promise.all(
        Array.from({ length: lanes }, async (_, lane) => {
          for (let number = lane; number < count; number += lanes) await append(number);
        }),
      );
      return (count * 1_000) / (performance.now() - started);
    };
    printRatio('appends, one at a time', await rate(entries / 10, 1), 'a second', 'none');
    printRatio(`appends, ${together} at a time`, await rate(entries, together), 'a second', '≥ 2,000');
    const reader = openLedgerReader(file);
    const started = performance.now();
    const report = await verifyStored(reader, 'case-bench', ledger.keys);
    if (!report.ok) throw new Error(report.firstBad?.reason);
    printRatio(
      'stored entries verified',
      (report.entries * 1_000) / (performance.now() - started),
      'a second',
      '≥ 10,000',
    );
    reader.close();
  } finally {
    await ledger.close();
  }
};

const benchFiles = async (folder: string): Promise<void> => {
  const [file, keys] = [path.join(folder, 'case.jsonl'), path.join(folder, 'keys.json')];
  writeChain(file, keys, Math.max(...fileLengths));
  for (const length of fileLengths) {
    const { seconds, megabytes } = verifyFile(file, keys, length);
    const of = `${length.toLocaleString('en')} exported entries`;
    printRatio(`${of} verified`, length / seconds, 'a second', '≥ 10,000');
    printRatio(`${of}: most memory`, megabytes, 'MB', '< 200');
  }
  // In CPU seconds: what else the machine does meanwhile counts for neither.
  const ratios: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const bare = await bareVerification(readJsonl(file), parseKeys(readFileSync(keys, 'utf8')), entries);
    ratios.push(verifyFile(file, keys, entries).cpuSeconds / bare);
  }
  print('CPU, against SHA-256 and Ed25519 alone', ratios, 'times');
};

type Verified = {
  readonly ok: boolean;
  readonly entries: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
};

const verifyFile = (file: string, keys: string, count: number): Verified => {
  const program = path.join(import.meta.dirname, 'verify-file.js');
  const printed = execFileSync(process.execPath, [program, file, keys, String(count)], { encoding: 'utf8' });
  const result = JSON.parse(printed) as Verified;
  if (!result.ok || result.entries !== count) throw new Error(`not verified: ${printed}`);
  return result;
};
