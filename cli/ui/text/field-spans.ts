import type { Field } from '../state/field.js';
import { span, type Span } from './line.js';
import { widthOf } from './width.js';

/** A field with its cursor, in at most `width` columns: a long text is shown around where one types. */
export const fieldSpans = ({ text, at }: Field, width: number): readonly Span[] => {
  const letters = Array.from(text);
  let from = 0;
  while (widthOf(letters.slice(from, at).join('')) > width - 2) from += 1;
  return [
    span(letters.slice(from, at).join('')),
    span(letters[at] ?? ' ', 'cursor'),
    span(letters.slice(at + 1).join('')),
  ];
};
