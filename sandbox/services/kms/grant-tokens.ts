import { randomBytes } from 'node:crypto';
import { AwsFailure, type Place } from '../operation.js';
import { findKey } from './lookup.js';
import { grantsIn, homeOf, type GrantRecord, type KeyRecord } from './records.js';

/** A grant and the key that it is on. */
export type Granted = { readonly key: KeyRecord; readonly grant: GrantRecord };

/** A new token for a grant: each call gives another one, all of them mean the same. */
export const tokenFor = ({ key, grant }: Granted): string =>
  Buffer.from(JSON.stringify([key.arn, grant.id, randomBytes(32).toString('hex')])).toString('base64');

/** The grant that a token means, wherever its key is; InvalidGrantTokenException. */
export const grantOfToken = (place: Place, token: string): Granted => {
  const [arn, id] = parts(token);
  try {
    const key = findKey(place, arn);
    const grant = grantsIn(homeOf(place, key)).get(id);
    if (grant !== undefined) return { key, grant };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
  }
  throw invalidToken();
};

/** Refuses tokens that KMS did not give. Grants work from the moment they are made, so tokens have no other effect. */
export const checkGrantTokens = (place: Place, tokens: readonly string[] | undefined): void => {
  for (const token of tokens ?? []) grantOfToken(place, token);
};

const parts = (token: string): readonly [string, string] => {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (Array.isArray(value) && value.length === 3) return [String(value[0]), String(value[1])];
  } catch {
    // Not one of ours.
  }
  throw invalidToken();
};

const invalidToken = (): AwsFailure => new AwsFailure('InvalidGrantTokenException', 'The grant token is not valid.');
