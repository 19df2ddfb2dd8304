import type { ScalarShape } from './shapes.js';

/** How times are written when their shape does not say it; it depends on the place in the message. */
export type TimestampFormat = 'iso8601' | 'rfc822' | 'unixTimestamp';

/** The value that `text` spells, or undefined when it spells none of the shape's type. */
export const readText = (shape: ScalarShape, text: string, times: TimestampFormat): unknown => {
  switch (shape.type) {
    case 'string':
      return text;
    case 'integer':
      return inInteger(wholeNumber(text));
    case 'long':
      return wholeNumber(text);
    case 'float':
    case 'double':
      return realNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'blob':
      return readBase64(text);
    case 'timestamp':
      return readTime(text, shape.timestampFormat ?? times);
  }
};

/** The text that spells `value`, which is of the shape's type. */
export const writeText = (shape: ScalarShape, value: unknown, times: TimestampFormat, wholeSeconds = false): string => {
  if (shape.type === 'blob') return Buffer.from(value as Uint8Array).toString('base64');
  if (shape.type !== 'timestamp') return String(value);
  const time = value as Date;
  switch (shape.timestampFormat ?? times) {
    case 'iso8601':
      return wholeSeconds ? `${time.toISOString().slice(0, 19)}Z` : time.toISOString();
    case 'rfc822':
      return time.toUTCString();
    case 'unixTimestamp':
      return String(time.getTime() / 1000);
  }
};

/** The bytes that `text` is the Base64 of (RFC 4648, padded), or undefined. */
export const readBase64 = (text: string): Buffer | undefined =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;

/** The time in seconds since 1970, or undefined outside what a Date can be. */
export const timeAt = (seconds: number): Date | undefined => {
  const time = new Date(Math.round(seconds * 1000));
  return Number.isNaN(time.getTime()) ? undefined : time;
};

/** The number, when it fits into 32 bits. */
export const inInteger = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && Math.abs(value) <= 0x7fff_ffff ? value : undefined;

const wholeNumber = (text: string): number | undefined => (/^[+-]?\d{1,19}$/.test(text) ? Number(text) : undefined);

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

const realNumber = (text: string): number | undefined => {
  if (text.length > 64) return undefined;
  return SPECIAL.get(text) ?? (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/.test(text) ? Number(text) : undefined);
};

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?$/;
const RFC = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

const readTime = (text: string, format: TimestampFormat): Date | undefined => {
  if (format === 'unixTimestamp') {
    const seconds = realNumber(text);
    return seconds === undefined ? undefined : timeAt(seconds);
  }
  if (!(format === 'iso8601' ? ISO : RFC).test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
};
