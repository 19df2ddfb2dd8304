import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLedger } from '../ledger/sqlite/ledger.js';
import { openLedgerReader } from '../ledger/sqlite/reader.js';
import { verifyStored } from '../ledger/verify-stored.js';
import { printRatio } from './report.js';

const entries = 20_000;
const together = 16;

/** Durable, signed appends a second (sixteen callers at a time, and one), and verification of the same chain. */
export const benchLedger = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-ledger-'));
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
    printRatio('entries verified', (report.entries * 1_000) / (performance.now() - started), 'a second', '≥ 10,000');
    reader.close();
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
