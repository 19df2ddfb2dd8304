import stringWidth from 'string-width';

// Every character here is one code unit and one column: most texts, and all marks and rules of the console itself.
// Counting anything else means looking at every letter, which a frame of forty rows cannot afford each time.
const single = /^[ -~¡-¬®-ſ‘’“”…→←↑↓↵›−─▸►◆✓✗○↺]*$/;
const segmenter = new Intl.Segmenter();

/** How many columns a text takes on a terminal. */
export const widthOf = (text: string): number => (single.test(text) ? text.length : stringWidth(text));

const letters = (text: string): readonly string[] =>
  single.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment);

/** The text in at most `width` columns, with `…` where it was cut. */
export const clip = (text: string, width: number): string => {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  return `${take(text, width - 1)}…`;
};

/** As much of the text as fits into `width` columns. */
const take = (text: string, width: number): string => {
  if (single.test(text)) return text.slice(0, width);
  let kept = '';
  let used = 0;
  for (const letter of letters(text)) {
    used += widthOf(letter);
    if (used > width) break;
    kept += letter;
  }
  return kept;
};

/** The text in exactly `width` columns: cut or filled up. */
export const cell = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
  const kept = clip(text, width);
  const filling = ' '.repeat(Math.max(0, width - widthOf(kept)));
  return align === 'left' ? kept + filling : filling + kept;
};

/** The text in lines of at most `width` columns, broken at spaces where there are some. */
export const wrap = (text: string, width: number): readonly string[] => {
  const size = Math.max(1, width);
  const lines: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (widthOf(longer) <= size) {
      row = longer;
      continue;
    }
    if (row !== '') lines.push(row);
    let rest = word;
    while (widthOf(rest) > size) {
      const part = take(rest, size) || (letters(rest)[0] ?? '');
      lines.push(part);
      rest = rest.slice(part.length);
    }
    row = rest;
  }
  lines.push(row);
  return lines;
};
