import { readFileSync } from 'node:fs';
import { parseKeys, type TrustedKey } from '../../ledger/keys.js';
import type { Invocation } from '../command.js';
import { usageError, type CliError } from '../errors.js';

/** What a file that cannot be read for verification makes of the command. */
export const unreadable = (error: unknown): CliError =>
  usageError(
    `It cannot be verified: ${(error as Error).message.slice(0, 300)}.`,
    'Give an exported ledger or a proof, its key file, and seals as they were copied out of the vault.',
  );

/** Reads what was given to be verified. */
export const readable = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw unreadable(error);
  }
};

/** The public keys in the file of `--keys`; undefined without one. */
export const givenKeys = (invocation: Invocation): readonly TrustedKey[] | undefined => {
  const file = invocation.text('keys');
  return file === undefined ? undefined : readable(() => parseKeys(readFileSync(file, 'utf8')));
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
