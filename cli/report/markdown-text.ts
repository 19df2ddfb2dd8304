import { neutral } from '../output/neutral.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '`': '&#96;' };

/**
 * What GitHub makes a mention or a reference of, in the page that Markdown has become, where no escape helps any more:
 * `@team`, `#1`, `owner/repository#1`, `GH-1` ("Autolinked references and URLs"). It leaves code alone.
 */
const references = /([\w.+/-]{0,100}@[\w.+/@-]*|[\w./-]{0,100}#\d+|\bGH-\d+)/gi;

/**
 * A text that says nothing but itself in GitHub Flavored Markdown: no emphasis, link, image, HTML, mention, reference,
 * autolink, and no end of the cell it stands in. What would be a mention or a reference stands in a code span.
 */
export const plainText = (text: string): string =>
  neutral(text)
    .split(references)
    .map((piece, at) => (at % 2 === 1 ? `\`${piece}\`` : escaped(piece, at === 0)))
    .join('');

// CommonMark lets any ASCII punctuation be escaped with a backslash.
const escaped = (text: string, isBeginning: boolean): string => {
  const safe = text
    .replace(/[\\*_[\]|~#!$^]/g, '\\$&')
    .replace(/[&<>`]/g, (one) => entities[one] ?? '')
    // Autolinks are found without any brackets; what begins a list or a heading does so at the beginning of a line.
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(www)\./gi, '$1\\.');
  return isBeginning ? safe.replace(/^(\s*)([-+=])/, '$1\\$2').replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2') : safe;
};

/** The same in a code span; as plain text where one cannot hold it in every place. */
export const codeSpan = (text: string): string => {
  const safe = neutral(text).trim();
  return safe === '' || /[`|\\]/.test(safe) ? plainText(safe) : `\`${safe}\``;
};
