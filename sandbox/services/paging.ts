import { AwsFailure } from './operation.js';

/** One page of a list, and the token that continues it. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | undefined };

/** How a service pages. */
export type Paging = {
  readonly max: number | undefined;
  readonly token: string | undefined;
  /** Page size when the caller names none; undefined: everything at once, as EC2 does. */
  readonly usual?: number;
  /** The service's error for a token that it did not give. */
  readonly invalid?: { readonly code: string; readonly message: string };
};

/** Cuts `all` into pages. A token says where the next page begins, by position: lists that grow meanwhile may shift. */
export const page = <T>(all: readonly T[], { max, token, usual, invalid }: Paging): Page<T> => {
  const from = token === undefined ? 0 : positionIn(token);
  if (Number.isNaN(from)) {
    const { code, message } = invalid ?? { code: 'InvalidNextToken', message: 'The token is not valid.' };
    throw new AwsFailure(code, message);
  }
  const until = from + (max ?? usual ?? all.length);
  return { items: all.slice(from, until), next: until < all.length ? tokenFor(until) : undefined };
};

const tokenFor = (position: number): string => Buffer.from(`from:${position}`).toString('base64');

const positionIn = (token: string): number => {
  const [, digits] = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  return digits === undefined ? Number.NaN : Number(digits);
};
