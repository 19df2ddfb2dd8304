import { guideLines } from '../guide/guide-lines.js';
import { hintsFor, keyName, type Facts, type Place } from '../keys.js';
import { neutral } from '../../output/neutral.js';
import { paletteMatches } from '../palette.js';
import type { Painted } from '../screens/screen.js';
import type { State, Typing } from '../state/state.js';
import { fieldSpans } from '../text/field-spans.js';
import { ends, fit, line, lineWidth, span, type Line, type Tone } from '../text/line.js';
import { wrap } from '../text/width.js';

/** What the keyboard types into, above the hints. */
const panel = (typing: Typing, width: number): readonly Line[] => {
  const input = fieldSpans(typing.field, width - 6);
  if (typing.kind === 'filter') return [line(span(' / ', 'title'), ...input)];
  if (typing.kind === 'palette') {
    const matches = paletteMatches(typing.field.text);
    const offered = matches.map(({ name, argument }) => `${name}${argument ? ` ${argument}` : ''}`).join('   ');
    return [line(span(' : ', 'title'), ...input), [span(`   ${offered || 'no such command'}`, 'dim')]];
  }
  const ask = typing.asks[typing.at];
  const question = wrap(neutral(ask?.text ?? ''), width - 3).slice(0, 3);
  return [
    [span(` ${typing.title}`, 'strong')],
    ...question.map((row): Line => [span(`  ${row}`, ask?.kind === 'type' ? 'warn' : 'plain')]),
    ...(ask?.kind === 'confirm' ? [] : [line(span('  › ', 'title'), ...input)]),
  ];
};

const wrapped = (text: string, tone: Tone, width: number): readonly Line[] =>
  text === '' ? [] : wrap(neutral(text), width - 2).map((row): Line => [span(` ${row}`, tone)]);

const messageTones = { good: 'good', bad: 'bad', plain: 'plain' } as const;

/** What a reader is told: by the guide, where there is one, else the first time on this screen. */
type Advised = Pick<Painted, 'next'> & { readonly guide: string | null };

/**
 * What is under way, what came of the last key, and what may be done next. Always at least one row, and two with a
 * guide: what stands above should not move with each key.
 */
const told = (state: State, { next, guide }: Advised, width: number): readonly Line[] => {
  const { busy, message } = state;
  const rows = [
    ...(busy ? [[span(` … ${busy}`, 'busy')] as Line] : []),
    ...(message ? wrapped(message.text, messageTones[message.tone], width) : []),
    ...(message ? wrapped(message.hint, 'dim', width) : []),
  ].slice(0, 5);
  if (guide !== null) {
    const advised = guideLines(guide, width);
    return [
      ...Array.from({ length: Math.max(0, 2 - rows.length - advised.length) }, (): Line => []),
      ...rows,
      ...advised,
    ];
  }
  if (rows.length > 0) return rows;
  return next && !state.typing && !state.learned.has(next.until) ? [[span(` → ${next.text}`, 'title')]] : [[]];
};

/** The hint line: the keys that mean something here, the rest is in help. */
export const hints = (place: Place, facts: Facts, width: number): Line => {
  const all = hintsFor(place, facts);
  const always = ['help', 'quit'];
  const drawn = ({ keys, hint }: (typeof all)[number]): Line => [
    span(` ${keyName(keys[0] ?? '')} `, 'strong'),
    span(`${hint} `, 'dim'),
  ];
  const right = all.filter(({ command }) => always.includes(command)).flatMap(drawn);
  const left: Line[number][] = [];
  for (const binding of all.filter(({ command }) => !always.includes(command))) {
    const more = drawn(binding);
    if (lineWidth(left) + lineWidth(more) + lineWidth(right) + 1 > width) break;
    left.push(...more);
  }
  return ends(left, right, width);
};

/** Everything below the body. */
export const bottom = (
  state: State,
  advised: Advised,
  where: { readonly place: Place; readonly facts: Facts; readonly width: number },
): readonly Line[] => {
  const { width } = where;
  return [
    [span('─'.repeat(width), 'dim')],
    ...(state.typing ? panel(state.typing, width) : []),
    ...told(state, advised, width),
    hints(where.place, where.facts, width),
  ].map((row) => fit(row, width));
};
