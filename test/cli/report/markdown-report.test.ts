import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lexer, type Token } from 'marked';
import { markdownReport } from '../../../cli/report/markdown-report.js';
import { harmless, hostile, reportWith } from './hostile.js';

const childrenOf = (token: Token): readonly Token[] => {
  if (token.type === 'table')
    return [...token['header'], ...token['rows'].flat()].flatMap(
      (cell: { readonly tokens: readonly Token[] }) => cell.tokens,
    );
  if (token.type === 'list') return token['items'];
  return 'tokens' in token ? (token.tokens ?? []) : [];
};

// What is one text or several, and whether a piece of it is typed as code, is not structure.
const plain = new Set(['text', 'escape', 'codespan', 'space']);

const structure = (tokens: readonly Token[]): readonly unknown[] =>
  tokens.flatMap((token) => {
    const children = structure(childrenOf(token));
    if (plain.has(token.type)) return children;
    const rows = token.type === 'table' ? [token['header'].length, token['rows'].length] : [];
    return [[token.type, ...rows, children]];
  });

describe('the markdown', () => {
  it('has the same structure whatever stands in any text', async () => {
    const expected = structure(lexer(markdownReport(await reportWith(harmless))));
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 9, maxLength: 9 }), async (texts) => {
        // An empty text leaves nothing to stress.
        const report = await reportWith(texts.map((text) => `a${text}`));
        expect(structure(lexer(markdownReport(report)))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
