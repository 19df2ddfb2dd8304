import { bindings, keyName } from '../keys.js';
import { span, type Line } from '../text/line.js';
import { wrap } from '../text/width.js';

// Around the keys while lines are broken: characters that take no room.
const [begin, end] = ['\u2063', '\u2064'];

/** At most two rows: more would take the room of what the guide talks about. */
const MOST_ROWS = 2;

const withKeys = (text: string): string =>
  text.replaceAll(/[{[](\w+)[}\]]/g, (_, name: string) => {
    const key = bindings.find(({ command }) => command === name)?.keys[0] ?? name;
    return `${begin}${keyName(key)}${end}`;
  });

/** What the guide says, in rows of at most `width` columns; keys stand out. */
export const guideLines = (text: string, width: number): readonly Line[] =>
  wrap(withKeys(text), width - 5)
    .slice(0, MOST_ROWS)
    .map((row, index) => [
      span(index === 0 ? ' → ' : '   ', 'title'),
      ...row
        .split(/(?=\u2063)|(?<=\u2064)/)
        .map((part) => span(part.replaceAll(/[\u2063\u2064]/g, ''), part.startsWith(begin) ? 'strong' : 'dim')),
    ]);
