import { describe, expect, test } from '@jest/globals';
import { isChunked, unchunked } from '../../../sandbox/protocols/aws-chunked.js';
import { Malformed } from '../../../sandbox/protocols/problem.js';
import { escapeXml, parseXml, type Element } from '../../../sandbox/protocols/xml.js';
import { rawRequest, unreadable } from './wire.js';

const signature = `;chunk-signature=${'0'.repeat(64)}`;
const chunked = (body: string, headers: Record<string, string> = {}): Parameters<typeof unchunked>[0] =>
  rawRequest({
    method: 'PUT',
    target: '/b/k',
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      ...headers,
    },
    body,
  });

describe('a body in chunks', () => {
  test('signed, with trailing headers', () => {
    const body = `5${signature}\r\nhello\r\n1${signature}\r\n!\r\n0${signature}\r\nx-amz-checksum-crc32:AAAAAA==\r\nx-amz-trailer-signature:0\r\n\r\n`;
    const whole = unchunked(
      chunked(body, { 'x-amz-decoded-content-length': '6', 'x-amz-trailer': 'x-amz-checksum-crc32' }),
    );
    expect(whole.body.toString()).toBe('hello!');
    expect(whole.headers).toMatchObject({ 'content-length': '6', 'x-amz-checksum-crc32': 'AAAAAA==' });
    expect(whole.headers).not.toHaveProperty('content-encoding');
  });

  test('is told by its encoding or its declared hash', () => {
    expect(isChunked(rawRequest({ headers: { 'content-encoding': 'gzip, aws-chunked' } }))).toBe(true);
    expect(isChunked(rawRequest({ headers: { 'content-encoding': 'gzip' } }))).toBe(false);
  });

  test('a header that was signed is not replaced by one behind the body', () => {
    const whole = unchunked(
      chunked('0\r\nx-amz-acl:public-read\r\n\r\n', { 'x-amz-acl': 'private', 'x-amz-trailer': 'x-amz-acl' }),
    );
    expect(whole.headers['x-amz-acl']).toBe('private');
  });

  test.each([
    '',
    'hello',
    '5\r\nhello',
    '6\r\nhello\r\n0\r\n\r\n',
    '4\r\nhello\r\n0\r\n\r\n',
    'fffffff\r\n',
    '5;x=y\r\nhello\r\n0\r\n\r\n',
  ])('that is not what it says is refused: %j', (body) => {
    expect(unreadable(chunked(body), 's3')).toBe('malformed 400 IncompleteBody');
  });

  test.each(['host:x', 'x-amz-acl:public-read', 'nothing'])(
    'with %s behind it, which was not announced, is refused',
    (trailer) => {
      const raw = chunked(`0\r\n${trailer}\r\n\r\n`, { 'x-amz-trailer': 'x-amz-checksum-crc32' });
      expect(unreadable(raw, 's3')).toBe('malformed 400 MalformedTrailerError');
    },
  );

  test('of another length than declared is refused', () => {
    const raw = chunked('5\r\nhello\r\n0\r\n\r\n', { 'x-amz-decoded-content-length': '4' });
    expect(unreadable(raw, 's3')).toBe('malformed 400 IncompleteBody');
  });
});

describe('XML', () => {
  const plain = (element: Element): unknown => ({
    ...Object.fromEntries(element.attributes),
    ...(element.text.trim() !== '' && { text: element.text }),
    ...Object.fromEntries([...element.children].map(([name, each]) => [name, each.map(plain)])),
  });

  test('elements, attributes, text, sections and references', () => {
    const document =
      '\uFEFF<?xml version="1.0"?>\r\n<!-- a --><n:a xmlns:n="u" n:b=\'"\'>\n<c/>x&amp;&#65;&#x42;<![CDATA[<&]]><c>1</c><toString/></n:a>\n';
    expect(plain(parseXml(document))).toEqual({
      'xmlns:n': 'u',
      'n:b': '"',
      text: '\nx&AB<&',
      c: [{}, { text: '1' }],
      toString: [{}],
    });
  });

  test.each(
    [
      [
        '',
        'x',
        '<a',
        '<a>',
        '</a>',
        '<a></b>',
        '<a/><b/>',
        '<a/>x',
        '<a b=1/>',
        '<a b="1" b="2"/>',
        '<a b="<"/>',
        '<a>&</a>',
      ],
      [
        '<a>&nbsp;</a>',
        '<a>&#0;</a>',
        '<a>&#xD800;</a>',
        '<a>\u0001</a>',
        '<!DOCTYPE a><a/>',
        '<a><!-- </a>',
        '<a><![CDATA[</a>',
      ],
    ].flat(),
  )('%j is refused', (document) => {
    expect(() => parseXml(document)).toThrow(Malformed);
  });

  test('deeper than anything may be is refused', () => {
    expect(() => parseXml('<a>'.repeat(100_000))).toThrow('nested deeper');
  });

  test('text is written so that it is read again', () => {
    const text = ' <a b="c">&amp;\r\n\t\u0085é😀]]> ';
    expect(parseXml(`<a>${escapeXml(text)}</a>`).text).toBe(text);
    expect(escapeXml('a\u0000b\uFFFE')).toBe('a?b?');
  });
});
