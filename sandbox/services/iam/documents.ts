import { problemIn, type Purpose } from '../../policies/grammar.js';
import { malformedPolicy } from './failures.js';

/** Refuses a document that is not of the policy language. */
export const checkDocument = (text: string, purpose: Purpose): void => {
  const problem = problemIn(text, purpose);
  if (problem !== undefined) throw malformedPolicy(problem);
};

/** How many characters of a document count: "IAM doesn't count white space" ("IAM and AWS STS quotas"). */
export const sizeOf = (text: string): number => text.replaceAll(/\s/g, '').length;

/** A document as IAM returns it: encoded as in a URL, by RFC 3986. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
