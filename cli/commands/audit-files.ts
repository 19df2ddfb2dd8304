import { readFileSync } from 'node:fs';
import { parseKeys, type TrustedKey } from '../../ledger/keys.js';
import type { Invocation } from '../command.js';
import { usageError, type CliError } from '../errors.js';

/** The options that name a file to verify, or to verify with. */
type FileOption = 'file' | 'proof' | 'keys' | 'seals';

const hints: Readonly<Record<FileOption, string>> = {
  file: 'Give an exported case: firebreak audit export CASE > case.jsonl',
  proof: 'Give a proof: firebreak audit prove CASE SEQ > entry.tlog-proof',
  keys: 'Give the public keys: firebreak audit keys --json > keys.json',
  seals: 'Give seals as they were copied out of the vault: docs/audit.md, "Seals".',
};

const codes: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'you may not read it',
  EISDIR: 'it is a folder',
};

/** What a file that cannot be read for verification makes of the command. */
export const unreadable = (option: FileOption, file: string, error: unknown): CliError => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return usageError(`--${option} ${file} cannot be read: ${codes[code] ?? message.slice(0, 300)}.`, hints[option]);
};

/** Reads what an option names. */
export const readable = <T>(option: FileOption, file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw unreadable(option, file, error);
  }
};

/** The public keys in the file of `--keys`; undefined without one. */
export const givenKeys = (invocation: Invocation): readonly TrustedKey[] | undefined => {
  const file = invocation.text('keys');
  if (file === undefined) return undefined;
  const text = readable('keys', file, () => readFileSync(file, 'utf8'));
  try {
    return parseKeys(text);
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is not JSON' : 'holds no public keys of a ledger';
    throw usageError(`--keys ${file} ${what}.`, hints.keys);
  }
};

/** The same where there is no ledger to take keys from: what `option` gives is verified by these alone. */
export const neededKeys = (invocation: Invocation, option: string): readonly TrustedKey[] => {
  const keys = givenKeys(invocation);
  if (!keys)
    throw usageError(
      `--${option} needs --keys: the public keys, from where the ledger’s writer cannot write.`,
      'firebreak audit keys --json > keys.json',
    );
  return keys;
};
