import type { Json } from '../../workflows/contract/json.js';
import { sameJson } from '../../ledger/canonical.js';

/*
 * The policies that Firebreak writes. Each denies everything, under at most these conditions:
 * - `aws:TokenIssueTime` older than a time: only temporary credentials have it, so long-term keys do not match
 *   (IAM User Guide, "Revoke IAM role temporary security credentials", "AWS global condition context keys");
 * - `aws:userid` one of some: for a role, its unique id and the name of the session, which is the id of the instance
 *   for credentials that EC2 hands out (same guide, "IAM policy elements: Variables and tags", "Where you can use").
 */

type Condition = { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };

const denial = (condition?: Condition): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', ...(condition && { Condition: condition }) }],
  });

const olderThan = (time: string): Condition => ({ DateLessThan: { 'aws:TokenIssueTime': time } });
const ofSessions = (ids: readonly string[]): Condition => ({ StringEquals: { 'aws:userid': ids } });

/** Denies everything, always. */
export const denyAll = denial();

/** Denies everything to sessions that began before `time`. */
export const denyOlder = (time: string): string => denial(olderThan(time));

/** Denies everything to the sessions of these `aws:userid`s. */
export const denySessions = (ids: readonly string[]): string => denial(ofSessions(ids));

/** Denies everything to those of these sessions that began before `time`. */
export const denyOlderSessions =
  (ids: readonly string[]) =>
  (time: string): string =>
    denial({ ...ofSessions(ids), ...olderThan(time) });

/** Lets nobody begin a session of a role any more: a trust policy. */
export const trustNobody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
    },
  ],
});

const timeForm = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z`;
const quoted = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
const formOf = (write: (time: string) => string): string => write('@').split('@').map(quoted).join(timeForm);

/** Stands in a plan for a document whose time is only known when it is written. */
export const atItsTime = (write: (time: string) => string): { readonly $like: string } => ({ $like: formOf(write) });

/** A time as policies have it, in whole seconds. AWS rounds down when it says what time it is: this is just after. */
export const justAfter = (time: Date): string =>
  new Date((Math.floor(time.getTime() / 1_000) + 1) * 1_000).toISOString().replace(/\.\d+Z$/, 'Z');

/** The time in a document of that form; null when it is another document. */
export const timeIn = (write: (time: string) => string, text: string | null): string | null => {
  const [time] = new RegExp(timeForm).exec(text ?? '') ?? [];
  return time !== undefined && isSame(text, write(time)) ? time : null;
};

/** Whether two documents say the same: IAM may give one back in other white space, or its keys in another order. */
export const isSame = (one: string | null, other: string): boolean => {
  const [left, right] = [parsed(one), parsed(other)];
  return left !== undefined && right !== undefined && sameJson(left, right);
};

/** A document as IAM answers it: encoded as in a URL, by RFC 3986 ("GetRolePolicy"). */
export const decoded = (text: string | undefined): string | null => (text ? decodeURIComponent(text) : null);

/** A document as JSON; undefined for what is none. */
export const parsed = (text: string | null): Json | undefined => {
  try {
    return text === null ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
};
