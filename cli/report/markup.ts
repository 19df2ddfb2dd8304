import { neutral } from '../output/neutral.js';

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text that can stand anywhere between tags and in quoted attributes, and says nothing but itself. */
const escaped = (text: string): string => neutral(text).replace(/[&<>"'`]/g, (one) => references[one] ?? '');

/** HTML or SVG that was written by `html`: nobody else can make one, so no text passes for markup. */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** The template tag `html`. */
  static of(this: void, strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
    const text = strings.map((string, index) => `${string}${index < values.length ? shown(values[index] ?? '') : ''}`);
    return new Markup(text.join(''));
  }

  toString(): string {
    return this.#text;
  }
}

type Part = Markup | readonly Markup[] | string | number;

const shown = (value: Part): string => {
  if (value instanceof Markup) return value.toString();
  return typeof value === 'object' ? value.map(String).join('') : escaped(String(value));
};

/**
 * Writes HTML or SVG: what is in the template is markup, every text put into it is escaped and neutralised. Attributes
 * are written in double quotes.
 */
export const html = Markup.of;

/** The same for what stands in a `style` element: there is nothing to put into it. */
export const css = (strings: TemplateStringsArray): Markup => Markup.of(strings);
