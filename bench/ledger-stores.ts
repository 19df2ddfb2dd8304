import { loadavg } from 'node:os';
import path from 'node:path';
import { openLedger, openReader } from '../ledger/open.js';
import type { LedgerKey } from '../ledger/keys.js';
import type { LedgerPlace } from '../ledger/open.js';
import type { LedgerReader } from '../ledger/reader.js';
import { verifyStored } from '../ledger/verify-stored.js';
import { barePostgres, bareSqlite } from './bare-appends.js';
import type { BareStore } from './bare-appends.js';
import { findPostgres, makeServer } from './postgres-server.js';
import { print } from './report.js';

/** So many cases are appended to at once. */
const cases = 16;
const rounds = 5;
/** Entries of each case in a round. */
const each = 250;

/** Durable appends a second to sixteen cases at once, against bare ones of the same bytes to the same store. */
export const benchStores = async (folder: string): Promise<void> => {
  process.stdout.write(`  load of the machine when it begins: ${(loadavg()[0] ?? 0).toFixed(1)}\n`);
  const keyPath = path.join(folder, 'signing.key');
  const file = path.join(folder, 'ledger.db');
  await benchStore('SQLite', { path: file }, keyPath, bareSqlite(path.join(folder, 'bare.db'), cases), '≥ 2,000');
  const programs = findPostgres();
  if (programs === null) {
    process.stdout.write('  PostgreSQL: NOT MEASURED, no server is installed here\n');
    return;
  }
  const server = await makeServer(programs);
  try {
    await server.start();
    const url = server.url('postgres');
    await benchStore('PostgreSQL', { url, readUrl: url }, keyPath, await barePostgres(url, cases), '≥ 1,000');
  } finally {
    await server.remove();
  }
};

const benchStore = async (
  name: string,
  place: LedgerPlace,
  keyPath: string,
  bare: BareStore,
  bar: string,
): Promise<void> => {
  const ledger = await openLedger(place, { keyPath });
  const reader = await openReader(place);
  try {
    const rates: number[] = [];
    const ratios: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const seconds = await inLanes(async (lane, number) => {
        const text = `entry ${round}.${number} ${'.'.repeat(400)}`;
        await ledger.append(`case-${lane}`, 'bench', 'note', { run: `run-${lane}`, text });
      });
      const texts = await Promise.all(lanes.map((lane) => reader.texts(`case-${lane}`, round * each, each)));
      const bareSeconds = await inLanes((lane, number) => bare.append(lane, texts[lane]?.[number] ?? ''));
      // The first one warms up.
      if (round === 0) continue;
      rates.push((cases * each) / seconds);
      ratios.push(bareSeconds / seconds);
    }
    print(`${name}: appends to ${cases} cases, against bare ones`, ratios, 'times');
    print(`${name}: appends a second (bar: ${bar})`, rates, 'a second');
    const verifiedRates: number[] = [];
    for (let round = 0; round < rounds; round += 1) verifiedRates.push(await verifiedASecond(reader, ledger.keys));
    print(`${name}: stored entries verified (bar: ≥ 10,000)`, verifiedRates, 'a second');
  } finally {
    await reader.close();
    await ledger.close();
    await bare.close();
  }
};

const verifiedASecond = async (reader: LedgerReader, keys: readonly LedgerKey[]): Promise<number> => {
  const started = performance.now();
  let verified = 0;
  for (const lane of lanes) {
    const report = await verifyStored(reader, `case-${lane}`, keys);
    if (!report.ok) throw new Error(report.firstBad?.reason);
    verified += report.entries;
  }
  return (verified / (performance.now() - started)) * 1_000;
};

const lanes = Array.from({ length: cases }, (_, lane) => lane);

/** Seconds that all lanes together take, each doing one thing after the other. */
const inLanes = async (append: (lane: number, number: number) => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (let number = 0; number < each; number += 1) await append(lane, number);
    }),
  );
  return (performance.now() - started) / 1_000;
};
