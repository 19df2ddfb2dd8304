import type { Entry, EntryKind } from '../workflows/contract/entries.js';

// Checked against the contract both ways: a kind that is missing here does not compile.
const kinds = {
  run: true,
  plan: true,
  approval: true,
  refusal: true,
  intent: true,
  call: true,
  outcome: true,
  verification: true,
  undo: true,
  evidence: true,
  custody: true,
  note: true,
  case: true,
  deployment: true,
  seal: true,
} as const satisfies Record<EntryKind, true>;

/** Every kind of entry. */
export const entryKinds = Object.keys(kinds) as readonly EntryKind[];

/** Whether a text names a kind of entry. */
export const isEntryKind = (kind: unknown): kind is EntryKind => typeof kind === 'string' && Object.hasOwn(kinds, kind);

/** The version of the entries that are written, and the newest that is read. */
const entryVersion = 1;

const members = ['actor', 'at', 'body', 'case', 'hash', 'key', 'kind', 'prev', 'seq', 'signature', 'v'];
const hash = /^sha256:[0-9a-f]{64}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

// The last digit has four spare bits: were they free, one signature could be written in sixteen ways.
const signature = /^[A-Za-z0-9+/]{85}[AQgw]==$/;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= max;

const matches = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value);

/**
 * Reads one line of a ledger without trusting it: the entry, or what is wrong with its shape. Bodies are only asked to
 * be objects that name a run; whether they are what somebody wrote is for hash and signature to say.
 */
export const parseEntry = (text: string): { readonly entry: Entry } | { readonly problem: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'malformed: not JSON' };
  }
  if (!isRecord(value)) return { problem: 'malformed: not an object' };
  if (Number.isSafeInteger(value['v']) && Number(value['v']) > entryVersion)
    return {
      problem: `malformed: version ${Number(value['v'])}, which a newer Firebreak may know: upgrade, then look again`,
    };
  const found = Object.keys(value);
  const odd = members.find((name) => !Object.hasOwn(value, name)) ?? found.find((name) => !members.includes(name));
  const wrong =
    odd ??
    (value['v'] !== entryVersion ? 'v' : null) ??
    (isText(value['case'], 256) ? null : 'case') ??
    (Number.isSafeInteger(value['seq']) && Number(value['seq']) > 0 ? null : 'seq') ??
    (matches(value['at'], time) && !Number.isNaN(Date.parse(String(value['at']))) ? null : 'at') ??
    (isText(value['actor'], 512) ? null : 'actor') ??
    (isEntryKind(value['kind']) ? null : 'kind') ??
    (isRecord(value['body']) && isText(value['body']['run'], 256) ? null : 'body') ??
    (matches(value['prev'], hash) ? null : 'prev') ??
    (matches(value['hash'], hash) ? null : 'hash') ??
    (matches(value['key'], /^[0-9a-f]{16}$/) ? null : 'key') ??
    (matches(value['signature'], signature) ? null : 'signature');
  return wrong === null
    ? { entry: value as unknown as Entry }
    : { problem: `malformed: ${JSON.stringify(wrong).slice(0, 60)}` };
};
