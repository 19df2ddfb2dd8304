import { isIPv4, isIPv6 } from 'node:net';
import { remember } from '../../world/remember.js';

/** A block of IP addresses: the first one as a number and how many leading bits all share. */
export type Cidr = { readonly version: 4 | 6; readonly first: bigint; readonly bits: number };

const WIDTH = { 4: 32, 6: 128 } as const;

/** Reads `10.0.0.0/16`, `2001:db8::/56` or one address; host bits are cut off. Undefined when it is neither. */
export const parseCidr = remember((text: string): Cidr | undefined => {
  const [, address = '', suffix] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  if (version === undefined) return undefined;
  const bits = suffix === undefined ? WIDTH[version] : Number(suffix);
  if (bits > WIDTH[version]) return undefined;
  const host = BigInt(WIDTH[version] - bits);
  return { version, first: (numberOf(address, version) >> host) << host, bits };
});

/** How many addresses a block has. */
export const sizeOf = ({ version, bits }: Cidr): bigint => 1n << BigInt(WIDTH[version] - bits);

/** Whether every address of `inner` is in `outer`. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.version === inner.version &&
  outer.bits <= inner.bits &&
  inner.first >= outer.first &&
  inner.first < outer.first + sizeOf(outer);

/** Whether two blocks have an address in common. */
export const overlap = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a);

/** Whether the block `outer` holds the address or block `inner`, both as text. What cannot be read holds nothing. */
export const holds = (outer: string, inner: string): boolean => {
  const [a, b] = [parseCidr(outer), parseCidr(inner)];
  return a !== undefined && b !== undefined && contains(a, b);
};

/** A block in its canonical form: `10.0.0.0/16`. */
export const cidrText = (cidr: Cidr): string => `${addressText(cidr.first, cidr.version)}/${cidr.bits}`;

/** The address with the number `value`. */
export const addressText = (value: bigint, version: 4 | 6): string => {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const words = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  // RFC 5952: the longest run of zeroes is left out.
  const runs = [...words.join(':').matchAll(/\b0(?::0\b)+/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return words.join(':');
  const all = words.join(':');
  const before = all.slice(0, longest.index).replace(/:$/, '');
  const after = all.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
};

const numberOf = (address: string, version: 4 | 6): bigint => {
  if (version === 4) return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const left = wordsOf(head);
  const right = tail === undefined ? [] : wordsOf(tail);
  const middle = Array.from({ length: 8 - left.length - right.length }, () => 0n);
  return [...left, ...middle, ...right].reduce((sum, word) => (sum << 16n) | word, 0n);
};

const wordsOf = (text: string): bigint[] =>
  text === ''
    ? []
    : text.split(':').flatMap((word) => {
        if (!word.includes('.')) return [BigInt(`0x${word}`)];
        const value = numberOf(word, 4);
        return [value >> 16n, value & 0xffffn];
      });
