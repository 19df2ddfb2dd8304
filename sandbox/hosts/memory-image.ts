import { createCipheriv, createHash } from 'node:crypto';

const PAGE = 4096;
const LIME_HEADER = 32;
const LIME_MAGIC = 0x4c694d45;

/** A range of physical memory, from its first byte to the one after its last. */
type Range = { readonly from: number; readonly to: number };

// A machine's first megabyte has a hole in it, where devices are: every real image is in more than one range.
const rangesOf = (memory: number): readonly Range[] => [
  { from: PAGE, to: 0x9f000 },
  { from: 0x100000, to: memory },
];

/** The bytes of a file that exists only when asked: any part of it, the same whenever asked. */
export type Image = { readonly bytes: number; readonly part: (from: number, length: number) => Buffer };

/**
 * The memory of a host as AVML and LiME write it, uncompressed: a 32-byte header before each range ("LiME Memory Dump
 * Format"), then its bytes. The same seed has the same memory; `banner` is readable in it, as the kernel's is.
 */
export const limeImage = (seed: string, memory: number, banner: string): Image => {
  const pieces: { readonly at: number; readonly bytes: number; readonly read: Image['part'] }[] = [];
  let at = 0;
  for (const { from, to } of rangesOf(memory)) {
    const header = limeHeader(from, to);
    pieces.push({ at, bytes: LIME_HEADER, read: (start, length) => header.subarray(start, start + length) });
    at += LIME_HEADER;
    const text = from === PAGE ? '' : banner;
    pieces.push({
      at,
      bytes: to - from,
      read: (start, length) => withText(noise(seed, from + start, length), start, text),
    });
    at += to - from;
  }
  return {
    bytes: at,
    part: (from, length) =>
      Buffer.concat(
        pieces.map((piece) => {
          const start = Math.max(0, from - piece.at);
          const end = Math.min(piece.bytes, from + length - piece.at);
          return end > start ? piece.read(start, end - start) : Buffer.alloc(0);
        }),
      ),
  };
};

/** A complete dump as 64-bit Windows writes it when it crashes: `PAGEDU64`, then pages. */
export const crashDump = (seed: string, bytes: number): Image => ({
  bytes,
  part: (from, length) => withText(noise(seed, from, Math.max(0, Math.min(length, bytes - from))), from, 'PAGEDU64'),
});

/** SHA-256 of a whole image, in lower-case hexadecimal. */
export const sha256Of = (image: Image): string => {
  const hash = createHash('sha256');
  for (let at = 0; at < image.bytes; at += CHUNK) hash.update(image.part(at, CHUNK));
  return hash.digest('hex');
};

const CHUNK = 4 * 2 ** 20;

const limeHeader = (from: number, to: number): Buffer => {
  const header = Buffer.alloc(LIME_HEADER);
  header.writeUInt32LE(LIME_MAGIC, 0);
  header.writeUInt32LE(1, 4);
  header.writeBigUInt64LE(BigInt(from), 8);
  header.writeBigUInt64LE(BigInt(to - 1), 16);
  return header;
};

const BLOCK = 16;

/** `length` bytes from the position `at` of a stream that is random to look at and always the same. */
const noise = (seed: string, at: number, length: number): Buffer => {
  const key = createHash('sha256').update(seed).digest();
  const counter = Buffer.alloc(BLOCK);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / BLOCK)), BLOCK / 2);
  const skipped = at % BLOCK;
  return createCipheriv('aes-256-ctr', key, counter)
    .update(Buffer.alloc(skipped + length))
    .subarray(skipped);
};

/** Lays `text` over the beginning of a stream of which `bytes` begin at `start`. */
const withText = (bytes: Buffer, start: number, text: string): Buffer => {
  const laid = Buffer.from(text).subarray(start);
  laid.copy(bytes);
  return bytes;
};
