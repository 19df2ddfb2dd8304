import { neutral } from '../output/neutral.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;' };

/**
 * A text that says nothing but itself in GitHub Flavored Markdown: no emphasis, link, image, HTML, mention, autolink,
 * and no end of the cell it stands in. CommonMark lets any ASCII punctuation be escaped with a backslash.
 */
export const plainText = (text: string): string =>
  neutral(text)
    .replace(/[\\`*_[\]|~#!$^]/g, '\\$&')
    .replace(/[&<>@]/g, (one) => entities[one] ?? '')
    // Autolinks are found without any brackets; what begins a list or a heading does so at the beginning of a line.
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(www)\./gi, '$1\\.')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');

/** The same in a code span; as plain text where one cannot hold it in every place. */
export const codeSpan = (text: string): string => {
  const safe = neutral(text).trim();
  return safe === '' || /[`|\\]/.test(safe) ? plainText(safe) : `\`${safe}\``;
};
