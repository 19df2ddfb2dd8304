import type { Entry } from '../../../workflows/contract/entries.js';
import { neutral } from '../../output/neutral.js';
import { entryText } from '../data/entry-text.js';
import { ends, line, span, type Line } from '../text/line.js';
import { layout, tableRow, titles, type Column } from '../text/table.js';
import { moment } from '../text/time.js';
import { wrap } from '../text/width.js';
import type { Painted, View } from './screen.js';
import { listRows, windowOn, reachOf, textRows } from './viewport.js';

const columns: readonly Column<Entry>[] = [
  { title: '#', width: 5, align: 'right', of: ({ seq }) => span(String(seq), 'dim') },
  { title: 'AT (UTC)', width: 13, of: ({ at }) => span(moment(at), 'dim') },
  { title: 'KIND', width: 12, of: ({ kind }) => span(kind) },
  { title: 'BY', width: 14, drop: 2, of: ({ actor }) => span(actor, 'dim') },
  { title: 'RUN', width: 16, drop: 1, of: ({ body }) => span(body.run, 'dim') },
  {
    title: 'WHAT',
    width: 'rest',
    min: 40,
    of: (entry) => {
      const { text, tone } = entryText(entry);
      return span(text, tone);
    },
  },
];

const matches = (entry: Entry, wanted: string): boolean =>
  `${entry.seq} ${entry.kind} ${entry.actor} ${entry.body.run} ${entryText(entry).text}`.toLowerCase().includes(wanted);

// The list is asked for on every key; only new entries, or another filter, make it anew.
let last: { readonly all: readonly Entry[]; readonly wanted: string; readonly found: readonly Entry[] } | null = null;

const filtered = (all: readonly Entry[], wanted: string): readonly Entry[] => {
  if (last?.all !== all || last.wanted !== wanted)
    last = { all, wanted, found: wanted === '' ? all : all.filter((entry) => matches(entry, wanted)) };
  return last.found;
};

const none: readonly Entry[] = [];

/** Every entry of a case, the newest in sight until the reader moves. */
export const ledgerScreen = (view: View, caseId: string): Painted => {
  const { feed, shown, width, height } = view;
  const read = feed.entries(caseId);
  const all = read ?? none;
  const entries = filtered(all, shown.filter.toLowerCase());
  const chosen = entries.findIndex(({ seq }) => String(seq) === shown.selected);
  const cursor = chosen >= 0 ? chosen : Math.max(0, entries.length - 1);
  const table = layout(columns, width - 2);
  const head: readonly Line[] = [
    ends(
      line(span(' LEDGER  ', 'title'), span(caseId, 'strong'), read ? ` · ${all.length} entries` : ' · reading …'),
      [span(shown.filter ? `/ ${shown.filter} · ${entries.length} ` : `${chosen >= 0 ? '' : 'following '}`, 'dim')],
      width,
    ),
    [span('  '), ...titles(table)],
  ];
  const proof: Line = [span(` shown as recorded; proved with: firebreak audit verify ${caseId}`, 'dim')];
  const room = height - head.length - 1;
  const window = windowOn(entries.length, cursor, { top: shown.scroll, height: room });
  const rows = listRows(entries, cursor, window, (entry) => tableRow(table, entry));
  return {
    title: [caseId, 'ledger'],
    lines: [...head, ...rows, ...Array.from({ length: Math.max(0, room - rows.length) }, (): Line => []), proof],
    ids: entries.map(({ seq }) => String(seq)),
    selected: entries[cursor] ? String(entries[cursor].seq) : null,
    window,
    reach: 0,
    facts: { any: entries.length > 0 },
    next: { text: 'Press ↵ to read an entry whole, / to show only what contains a text.', until: 'open' },
  };
};

/** One entry, whole: nothing shortened, hashes and signature included. */
export const entryScreen = (view: View, caseId: string, seq: number): Painted => {
  const { feed, shown, width, height } = view;
  const read = feed.entries(caseId);
  const entry = read?.find((one) => one.seq === seq);
  const text: readonly Line[] = entry
    ? JSON.stringify(entry, null, 2)
        .split('\n')
        .flatMap((row) => {
          const indent = row.length - row.trimStart().length;
          return wrap(neutral(row.trimStart()), width - indent - 3).map((part, index) => [
            span(`${' '.repeat(indent + (index === 0 ? 1 : 3))}${part}`),
          ]);
        })
    : [[span(read ? ' There is no such entry.' : ' reading …', read ? 'bad' : 'dim')]];
  return {
    title: [caseId, 'ledger', `#${seq}`],
    lines: textRows(text, shown.scroll, height),
    ids: [],
    selected: null,
    reach: reachOf(text, height),
    facts: { any: true },
    ...(entry && { copies: entry.hash }),
  };
};
