import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lexer, type Token } from 'marked';
import { markdownReport } from '../../../cli/report/markdown-report.js';
import { plainText } from '../../../cli/report/markdown-text.js';
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

  it.each(['@acme/security', 'somebody@evil', '#1', 'acme/secrets#12', 'GH-7', '@', 'a@_b.example'])(
    'has %s nowhere but in code: GitHub makes mentions and references of the page, after every escape',
    (named) => {
      for (const text of [named, `see ${named}, \`${named}\``, `**${named}**|${named}`])
        expect(plainText(text).replaceAll(/`[^`]*`/g, '')).not.toContain(named);
      expect(plainText(named)).toBe(`\`${named}\``);
    },
  );

  it('is made quickly of a long text that might be a mention all along', () => {
    const long = `${'a'.repeat(100_000)}@team`;
    expect(plainText(long)).toMatch(/^a+`a{100}@team`$/);
  });
});
