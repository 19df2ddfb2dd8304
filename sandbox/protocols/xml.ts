import { Malformed, MAX_DEPTH } from './problem.js';

/** An element of an XML document. Element names are without their prefixes; attributes keep theirs. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: ReadonlyMap<string, readonly Element[]>;
  readonly text: string;
}

interface Growing extends Element {
  readonly tag: string;
  readonly children: Map<string, Element[]>;
  text: string;
}

const START = /<([A-Za-z_][\w.:-]*)/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const START_ENDS = /\s*(\/?)>/y;
const END = /<\/([A-Za-z_][\w.:-]*)\s*>/y;

/** What stands between these has no elements: only the text of the last one counts. */
const SECTIONS = [
  { begins: '<?', ends: '?>', isText: false },
  { begins: '<!--', ends: '-->', isText: false },
  { begins: '<![CDATA[', ends: ']]>', isText: true },
] as const;

/**
 * Parses a document in one pass. Throws Malformed unless it is one well-formed element, no deeper than anything may be
 * and without a document type: what S3 takes. (Parsers at hand repair what is not well-formed, which S3 refuses.)
 */
export const parseXml = (document: string): Element => {
  const text = document.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (/[^\P{Cc}\t\n\x7f-\x9f]/u.test(text)) throw notWellFormed();
  const open: Growing[] = [];
  let root: Element | undefined;
  let at = 0;

  const next = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match !== null) at = expression.lastIndex;
    return match;
  };
  const addText = (found: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += found;
    else if (found.trim() !== '') throw notWellFormed();
  };
  const startElement = (tag: string): void => {
    const attributes = new Map<string, string>();
    for (let each = next(ATTRIBUTE); each !== null; each = next(ATTRIBUTE)) {
      const [, name = '', quoted, single = ''] = each;
      if (attributes.has(name)) throw notWellFormed();
      attributes.set(name, decode(quoted ?? single));
    }
    const ends = next(START_ENDS);
    const parent = open.at(-1);
    if (ends === null || (parent === undefined && root !== undefined)) throw notWellFormed();
    const element: Growing = { name: tag.slice(tag.indexOf(':') + 1), tag, attributes, children: new Map(), text: '' };
    root ??= element;
    const same = parent?.children.get(element.name);
    if (same !== undefined) same.push(element);
    else parent?.children.set(element.name, [element]);
    if (ends[1] === '/') return;
    if (open.length >= MAX_DEPTH) throw new Malformed(`nested deeper than ${MAX_DEPTH} levels`);
    open.push(element);
  };

  while (at < text.length) {
    const bracket = text.indexOf('<', at);
    const until = bracket === -1 ? text.length : bracket;
    if (until > at) addText(decode(text.slice(at, until)));
    at = until;
    if (at === text.length) break;
    const section = SECTIONS.find(({ begins }) => text.startsWith(begins, at));
    if (section !== undefined) {
      const end = text.indexOf(section.ends, at + section.begins.length);
      if (end === -1) throw notWellFormed();
      if (section.isText) addText(text.slice(at + section.begins.length, end));
      at = end + section.ends.length;
      continue;
    }
    const [, ended] = next(END) ?? [];
    const [, started] = ended === undefined ? (next(START) ?? []) : [];
    if (started !== undefined) startElement(started);
    else if (ended === undefined || open.pop()?.tag !== ended) throw notWellFormed();
  }
  if (root === undefined || open.length > 0) throw notWellFormed();
  return root;
};

const notWellFormed = (): Malformed => new Malformed('the body is not well-formed XML');

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));|&/g;

const decode = (text: string): string =>
  text.includes('&')
    ? text.replace(REFERENCE, (_all, hex?: string, digits?: string, name?: string) => {
        const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
        const character = Number.isNaN(code) ? NAMED.get(name ?? '') : characterAt(code);
        if (character === undefined) throw notWellFormed();
        return character;
      })
    : text;

const characterAt = (code: number): string | undefined =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;

/** Text as it stands between tags or in an attribute. What XML 1.0 has no way to say is replaced by `?`. */
export const escapeXml = (text: string): string =>
  /^[\w .:/-]*$/.test(text) ? text : text.replace(/[&<>"\uFFFE\uFFFF]|[^\P{Cc}\t\n]/gu, escaped);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\r', '&#13;'],
]);

const escaped = (character: string): string =>
  ESCAPES.get(character) ?? (/[\x7f-\x9f]/.test(character) ? `&#${character.charCodeAt(0)};` : '?');
