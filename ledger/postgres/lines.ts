import { maxEntryBytes } from '../entry.js';
import { storedLine } from '../stored-rows.js';
import type { LedgerLine } from '../verify-line.js';
import { bytesOf } from './asking.js';
import type { Ask } from './asking.js';

/** Few enough that the largest entries fit into memory together. */
const atOnce = 100;

// In the order of the index, so that nothing is sorted. The last number of a page is asked for again, less the rows that
// were there: where somebody has dropped the index that forbids it, two rows may have one number.
const page = `SELECT id, seq, attempt, case_id, kind, run, step, call,
    substring(convert_to(text, 'UTF8') FROM 1 FOR ${maxEntryBytes + 1}) AS bytes
  FROM firebreak.entries WHERE case_id = $1 AND seq >= $2 AND id <> ALL ($3::bigint[])
  ORDER BY seq LIMIT ${atOnce}`;

/** The lines of a case as they are stored, page by page: the server reads the next one while this one is worked on. */
export async function* storedLines(ask: Ask, caseId: string): AsyncIterableIterator<LedgerLine> {
  let from: unknown = '-9223372036854775808';
  let seen: readonly unknown[] = [];
  for (let coming = ask(page, caseId, from, seen); ;) {
    const rows = await coming;
    const last = rows.at(-1)?.['seq'];
    if (last === undefined) return;
    const there = rows.filter(({ seq }) => seq === last).map(({ id }) => id);
    seen = last === from ? [...seen, ...there] : there;
    from = last;
    coming = ask(page, caseId, from, seen);
    // It fails when it is waited for; who stops reading before does not hear of it.
    coming.catch(() => undefined);
    for (const { id: _, bytes, ...columns } of rows) yield storedLine(bytesOf(bytes), columns);
  }
}
