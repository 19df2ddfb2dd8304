import { SshsigError } from './errors.js';
import { parsePublicKey } from './public-key.js';
import type { SshPublicKey } from './public-key.js';

/** A key and what it may be used for, as a line of an allowed_signers file says it (ssh-keygen(1), "ALLOWED SIGNERS"). */
export type AllowedSigner = {
  readonly key: SshPublicKey;
  /** Pattern list of namespaces; null: any. */
  readonly namespaces: string | null;
  /** Seconds since the epoch, both inclusive; null: no limit. */
  readonly validAfter: number | null;
  readonly validBefore: number | null;
};

const malformed = (why: string): SshsigError => new SshsigError('malformed', why);

// Options are separated from the key by the first space that is not within quotes.
const withOptions = /^((?:[^\s"]|"(?:[^"\\]|\\.)*")+)[ \t]+(.*)$/;
const option = /^([A-Za-z-]+)(?:="((?:[^"\\]|\\.)*)")?(?:,|$)/;

/** `20261122Z`, `202611220814Z` or `20261122081406Z` as seconds since the epoch. */
const timeOf = (name: string, text: string): number => {
  const [, y, mo, d, h = '00', mi = '00', s = '00'] = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z$/.exec(text) ?? [];
  const iso = `${y}-${mo}-${d}T${h}:${mi}:${s}.000Z`;
  const time = Date.parse(iso);
  // Without Z it would be the local time of whichever machine reads it; and 30 February is not a day in March.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso)
    throw malformed(`${name}="${text}" is no time: write YYYYMMDDZ or YYYYMMDDHHMM[SS]Z, in UTC`);
  return time / 1_000;
};

const optionsOf = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (let rest = text; rest !== '';) {
    const [whole = '', written = '', value] = option.exec(rest) ?? [];
    const name = written.toLowerCase();
    if (name === 'cert-authority') throw malformed('certificates are not supported: list the key itself');
    if (!['namespaces', 'valid-after', 'valid-before'].includes(name))
      throw malformed(
        `unknown key option ${JSON.stringify(rest.slice(0, 60))}: namespaces, valid-after and valid-before are known. ` +
          'A line of an allowed_signers file is written without its principal',
      );
    if (value === undefined) throw malformed(`the key option ${name} needs a value in double quotes`);
    if (found.has(name)) throw malformed(`the key option ${name} is there twice`);
    found.set(name, value.replaceAll('\\"', '"'));
    rest = rest.slice(whole.length);
  }
  return found;
};

/** Reads `[options] type base64 [comment]`. Throws SshsigError: whatever it does not know, it does not pass over. */
export const parseAllowedSigner = (line: string): AllowedSigner => {
  const text = line.trim();
  const [, options = '', key = text] = /^(ssh|ecdsa|sk)-/.test(text) ? [] : (withOptions.exec(text) ?? []);
  const found = optionsOf(options);
  const limit = (name: string): number | null => {
    const value = found.get(name);
    return value === undefined ? null : timeOf(name, value);
  };
  const signer = {
    key: parsePublicKey(key),
    namespaces: found.get('namespaces') ?? null,
    validAfter: limit('valid-after'),
    validBefore: limit('valid-before'),
  };
  if (signer.validAfter !== null && signer.validBefore !== null && signer.validBefore <= signer.validAfter)
    throw malformed('the key option valid-before must be later than valid-after');
  return signer;
};

// ssh_config(5), PATTERNS: `*` and `?`, a list by commas, and what a pattern with `!` matches is out.
const patternFits = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')}$`,
  ).test(text);

const listFits = (list: string, text: string): boolean => {
  const patterns = list.split(',');
  const out = patterns.some((one) => one.startsWith('!') && patternFits(one.slice(1), text));
  return !out && patterns.some((one) => !one.startsWith('!') && patternFits(one, text));
};

/**
 * Throws SshsigError when the key may not sign in this namespace, or at one of these moments (milliseconds). The moments
 * are when the signer says that it was, and when it was recorded: without the second, a key that has expired could sign
 * for yesterday for ever.
 */
export const mustBeAllowed = (signer: AllowedSigner, namespace: string, moments: readonly number[]): void => {
  const { namespaces, validAfter, validBefore } = signer;
  if (namespaces !== null && !listFits(namespaces, namespace))
    throw new SshsigError('wrong-namespace', `the key may sign for ${namespaces} only, not for ${namespace}`);
  const seconds = moments.map((moment) => Math.floor(moment / 1_000));
  if (validAfter !== null && seconds.some((at) => !(at >= validAfter)))
    throw new SshsigError('not-valid', `the key is valid from ${iso(validAfter)} on`);
  if (validBefore !== null && seconds.some((at) => !(at <= validBefore)))
    throw new SshsigError('not-valid', `the key was valid until ${iso(validBefore)}`);
};

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();
