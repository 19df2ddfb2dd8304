import { readFileSync } from 'node:fs';
import { readJsonl } from '../ledger/export.js';
import { parseKeys } from '../ledger/keys.js';
import { verifyLedger } from '../ledger/verify.js';
import type { LedgerLine } from '../ledger/verify.js';

// A process of its own, so that its memory is that of verification: verifies the first lines of an exported file.

const [file = '', keys = '', count = ''] = process.argv.slice(2);

function* first(lines: Iterable<LedgerLine>, limit: number): IterableIterator<LedgerLine> {
  let left = limit;
  for (const line of lines) {
    if (left === 0) return;
    left -= 1;
    yield line;
  }
}

const started = performance.now();
const before = process.cpuUsage();
const { ok, entries } = await verifyLedger(
  first(readJsonl(file), Number(count)),
  parseKeys(readFileSync(keys, 'utf8')),
);
const seconds = (performance.now() - started) / 1_000;
const { user, system } = process.cpuUsage(before);
const cpuSeconds = (user + system) / 1e6;
const megabytes = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(JSON.stringify({ ok, entries, seconds, cpuSeconds, megabytes }));
