import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** An EC2-style id with 17 hexadecimal digits: `i-0123456789abcdef0`. */
export const hexId = (prefix: string): string => `${prefix}-0${randomBytes(8).toString('hex')}`;

// RFC 4648's alphabet: what AWS uses in access keys and IAM's unique ids.
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const letters = (length: number): string => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** The id of a credential: `AKIA`, `ASIA`, … and 16 characters. */
export const credentialId = (prefix: string): string => prefix + letters(16);

/** The unique id of something in IAM: `AIDA`, `AROA`, … and 17 characters ("IAM identifiers"). */
export const iamId = (prefix: string): string => prefix + letters(17);

/** A version 4 UUID, as request ids and many newer services have. */
export const uuid = (): string => randomUUID();
