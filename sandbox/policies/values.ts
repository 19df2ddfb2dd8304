import { BlockList, isIP, isIPv4 } from 'node:net';

/** The moment that a policy or a request means, in epoch milliseconds: ISO 8601 or epoch seconds; else undefined. */
export const momentOf = (text: string): number | undefined => {
  if (/^-?\d{5,}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(text)) return undefined;
  // A time without a zone is UTC, which the language would read as local.
  const moment = Date.parse(/T[^Z+-]*$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(moment) ? undefined : moment;
};

/** The number that a policy or a request means; undefined for what is none. */
export const numberOf = (text: string): number | undefined => {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
};

/** Whether an address is in a range (`198.51.100.0/24`, `2001:db8::/32`, one address); nothing is in what is no range. */
export const isInRange = (address: string, range: string): boolean => {
  const [base = '', bits] = range.split('/');
  const family = isIP(base);
  if (family === 0 || isIP(address) !== family) return false;
  const kind = isIPv4(base) ? 'ipv4' : 'ipv6';
  const longest = isIPv4(base) ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > longest || bits === '') return false;
  const list = new BlockList();
  list.addSubnet(base, prefix, kind);
  return list.check(address, kind);
};
