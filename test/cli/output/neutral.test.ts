import { describe, expect, test } from '@jest/globals';
import { neutral } from '../../../cli/output/neutral.js';

describe('text from outside', () => {
  test.each([
    ['a title bar', 'web\u001b]0;pwned\u0007-1', 'web-1'],
    ['a clipboard write', '\u001b]52;c;cm0gLXJm\u001b\\x', 'x'],
    ['a cleared screen', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
    ['a colour', '\u001b[31mred\u001b[0m', 'red'],
    ['an 8-bit sequence', 'a\u009b31mb', 'ab'],
    ['a device string', 'a\u001bP$q\u001b\\b', 'ab'],
    ['a reset', 'a\u001bcb', 'ab'],
    ['a forged line', 'ok\r\nroot approved', 'ok root approved'],
    ['a turned direction', 'i-0\u202edcba\u2066x', 'i-0dcbax'],
    ['hidden letters', 'we\u200bb\u00ad\ufeff\u{e0041}', 'web'],
    ['a lone surrogate', 'a\ud800b', 'ab'],
    ['a heap of marks', `e${'\u0301'.repeat(40)}`, `e${'\u0301'.repeat(3)}`],
    ['a bell', 'a\u0007b\u0000c\u007f', 'abc'],
  ])('loses %s', (_what, hostile, harmless) => {
    expect(neutral(hostile)).toBe(harmless);
  });

  test('cannot hide behind a sequence that never ends', () => {
    expect(neutral('a\u001b]0;b c d')).toBe('a]0;b c d');
    expect(neutral('\u001b[')).toBe('[');
  });

  test('keeps what people write', () => {
    const names = 'Zoë’s 数据库 “web-1” → naïve 👍 עברית';
    expect(neutral(names)).toBe(names);
  });

  test('never lets a control character through', () => {
    const all = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).join('x');
    expect(neutral(all)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
