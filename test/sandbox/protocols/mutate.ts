/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** What has confused readers of texts, trees and numbers. */
const nasty = [
  '__proto__',
  'constructor',
  '.',
  '..',
  '\0',
  '%',
  '%ff',
  '\uFFFF',
  '&',
  '=',
  '+',
  '.member.1',
  '.entry.1.key=x',
  '{',
  '[',
  '"',
  ']',
  '}',
  'null',
  '1e999',
  '-1',
  '[[[[[[[[',
  '{"__proto__":{"a":1}}',
  '\\ud800',
  '"a":',
  '<',
  '>',
  '</',
  '<!--',
  ']]>',
  '<![CDATA[',
  '&lt;',
  '&#0;',
  '<!DOCTYPE',
  '\r\n',
  '0\r\n',
  'ffffffff\r\n',
  ';',
  '99999999999999999999',
  '2030-99-99T99:99:99Z',
  'true',
  '/',
  '?',
  '//',
  '{Key+}',
  'A'.repeat(300),
].map((text) => Buffer.from(text));

/** The bytes with a few things done to them: changed, cut out, doubled, or with something nasty put between. */
export const mutated = (bytes: Buffer, random: () => number): Buffer => {
  let result = bytes;
  for (let times = Math.ceil(random() * 4); times > 0; times--) {
    const from = Math.floor(random() * (result.length + 1));
    const until = Math.min(result.length, from + Math.floor(random() * 12));
    const kind = random();
    const between =
      kind < 0.3
        ? Buffer.from([Math.floor(random() * 256)])
        : kind < 0.5
          ? Buffer.alloc(0)
          : kind < 0.6
            ? Buffer.concat([result.subarray(from, until), result.subarray(from, until)])
            : (nasty[Math.floor(random() * nasty.length)] ?? Buffer.alloc(0));
    result = Buffer.concat([result.subarray(0, from), between, result.subarray(kind < 0.3 ? from + 1 : until)]);
  }
  return result;
};
