import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { htmlReport } from '../../../cli/report/html-report.js';
import { Chronicle } from '../../ledger-view/case/chronicle.js';
import { harmless, hostile, reportWith } from './hostile.js';

type Node = DefaultTreeAdapterTypes.Node;

const errors: string[] = [];
const documentOf = (page: string): Node =>
  parse(page, { onParseError: ({ code }) => void errors.push(code), scriptingEnabled: false });

/** Elements with their attributes, as a browser would make them, without the texts. */
const structure = (node: Node): unknown => {
  if (node.nodeName === '#text') return '#text';
  const attributes = 'attrs' in node ? node.attrs.map(({ name, value }) => `${name}=${value}`) : [];
  const children = 'childNodes' in node ? node.childNodes.map(structure) : [];
  return [node.nodeName, attributes, children.filter((child) => child !== '#text')];
};

const elements = (node: Node, found: string[] = []): readonly string[] => {
  if ('tagName' in node) found.push(node.tagName, ...node.attrs.map(({ name }) => `@${name}`));
  if ('childNodes' in node) for (const child of node.childNodes) elements(child, found);
  return found;
};

describe('the page', () => {
  it('has the same elements and attributes whatever stands in any text', async () => {
    const expected = structure(documentOf(htmlReport(await reportWith(harmless))));
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 9, maxLength: 9 }), async (texts) => {
        errors.length = 0;
        const page = htmlReport(await reportWith(texts));
        expect(structure(documentOf(page))).toEqual(expected);
        expect(errors).toEqual([]);
        expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 40 },
    );
  });

  it('loads nothing and runs nothing, and tells the browser so', async () => {
    const page = htmlReport(await reportWith(harmless));
    const found = new Set(elements(documentOf(page)));
    const active = ['script', 'a', 'img', 'link', 'iframe', 'form', '@href', '@src', '@style', '@onload'];
    expect(active.filter((name) => found.has(name))).toEqual([]);
    expect(page).not.toMatch(/@import|url\(/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  });

  it('says on top that the ledger does not verify', async () => {
    const told = new Chronicle().opened(0);
    const page = htmlReport(await told.report({ ok: false, firstBad: { seq: 1, reason: 'hash: it was edited' } }));
    const [banner] = /<p class="bad">.*?<\/p>/s.exec(page) ?? [];
    expect(banner).toMatch(/DOES NOT VERIFY.*entry 1: hash: it was edited/s);
    expect(page.indexOf(banner ?? '')).toBeLessThan(page.indexOf('class="tiles"'));
  });
});
