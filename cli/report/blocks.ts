/** A piece of a line: as it reads, as it is typed (`code`), or stressed. Any of it may be an attacker's text. */
export type Inline = string | { readonly code: string } | { readonly strong: string };

/** A line of pieces: what stands in a paragraph, an item or a cell. */
export type Line = readonly Inline[];

/** How a line is meant. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad';

/** A number of the first screen, and what it says. */
export type Tile = { readonly name: string; readonly value: string; readonly note: string; readonly tone: Tone };

/** A report before it has a format: every format shows all of it, in this order. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly line: Line; readonly tone: Tone }
  | { readonly kind: 'tiles'; readonly tiles: readonly Tile[] }
  | { readonly kind: 'picture' }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] }
  /** What is typed into a shell, line by line; the texts are our own. */
  | { readonly kind: 'commands'; readonly lines: readonly string[] };

/** A paragraph. */
export const text = (line: Inline | Line, tone: Tone = 'plain'): Block => ({
  kind: 'text',
  line: Array.isArray(line) ? (line as Line) : [line as Inline],
  tone,
});

/** A section's title, or with 3 that of a part of it. */
export const heading = (title: string, level: 2 | 3 = 2): Block => ({ kind: 'heading', level, text: title });

/** A table; nothing but `otherwise` where it has no rows. */
export const tableOf = (head: readonly string[], rows: readonly (readonly Line[])[], otherwise: string): Block =>
  rows.length > 0 ? { kind: 'table', head, rows } : text(otherwise);

/** `2026-11-22 20:01:02 UTC` of an RFC 3339 time in UTC; what is none stays as it is. */
export const moment = (at: string): string => {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(at) ?? [];
  return day && time ? `${day} ${time} UTC` : at;
};
