import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../../cli/output/json-text.js';
import { table } from '../../../cli/output/table.js';

describe('JSON on a terminal', () => {
  it('says the same as it would anywhere else, and steers nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = jsonText(value, 2);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u,
        );
      }),
    );
  });

  it.each([
    ['an 8-bit sequence', '\u009b31m', '"\\u009b31m"'],
    ['a turned direction', 'a\u202eb', '"a\\u202eb"'],
    ['a hidden letter beyond the first plane', '\u{e0041}', '"\\udb40\\udc41"'],
    ['what people write', 'Zoë 数据库 👍', '"Zoë 数据库 👍"'],
  ])('writes %s', (_what, value, text) => {
    expect(jsonText(value)).toBe(text);
  });
});

describe('a table', () => {
  it('has one line for each row, whatever stands in a cell', () => {
    const lines = table(
      ['NAME', 'STATE'],
      [
        ['web\nroot  approved', 'ok'],
        ['a\u001b[2J', 'ok'],
      ],
    ).split('\n');
    expect(lines).toEqual(['NAME                STATE', 'web root  approved  ok', 'a                   ok']);
  });
});
