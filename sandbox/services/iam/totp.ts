import { createHmac, randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** A new seed in Base32, of the 64 characters that IAM gives a virtual device. */
export const newSeed = (): string => Array.from({ length: 64 }, () => ALPHABET[randomInt(32)]).join('');

/** The six digits that a device with `seed` shows at a moment (RFC 6238), `steps` half minutes away from it. */
export const codeAt = (seed: string, moment: number, steps = 0): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / STEP_MS) + steps));
  const hash = createHmac('sha1', bytesOf(seed)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};

/** Whether `code` is what a device with `seed` shows about now; clocks may be half a minute apart. */
export const isCurrentCode = (seed: string, code: string): boolean =>
  [-1, 0, 1].some((steps) => codeAt(seed, Date.now(), steps) === code);

const bytesOf = (seed: string): Buffer => {
  const bits = Array.from(seed, (one) => ALPHABET.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};
