import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { LedgerTamperedError, LedgerUnavailableError } from '../../ledger/errors.js';
import { replaceFile } from '../../ledger/files.js';
import { rotateFileKey } from '../../ledger/rotation/rotate-file-key.js';
import { rotate, type RotationPlace } from '../../ledger/rotation/rotate.js';
import { pinnedPath } from '../../ledger/signing-key.js';
import { kmsSigner, openRetiring } from '../../worker/ledger-signer.js';
import type { Config } from '../../worker/config.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { configuration } from '../session/open-session.js';

type Rotated = { readonly from: string; readonly to: string };

/** Retires the key that the ledger is signed with, in favour of a new one. Works where the key is, beside workers or not. */
export const rotateKey = async (invocation: Invocation): Promise<ExitCode> => {
  const { out } = invocation;
  const config = configuration(invocation.text('config'));
  const { key: keyPath, kms } = config.ledger;
  const arn = invocation.text('kms');
  if (!existsSync(pinnedPath(keyPath)))
    throw new CliError(
      exit.missing,
      'no-key',
      `There is no key to be retired: ${pinnedPath(keyPath)} does not exist.`,
      'Run it on a host of the worker, with its configuration. A worker makes the first key by itself.',
    );
  if (kms !== null && arn === undefined)
    throw usageError(
      `The ledger is signed with ${kms.keyArn}, and a key of AWS KMS gets no new half.`,
      'Make another key, then: firebreak audit rotate-key --kms ARN',
    );
  const where = { place: config.ledger, keyPath, actor: `rotate-key:${userInfo().username}` };
  out.progress('retiring the key …');
  const rotated = await told(arn === undefined ? rotateFileKey(where) : rotateToKms(config, where, arn));
  out.result({ ...rotated, pinned: pinnedPath(keyPath) }, () => textOf(rotated, config, arn));
  return exit.done;
};

const rotateToKms = async (config: Config, where: RotationPlace, arn: string): Promise<Rotated> => {
  const next = await kmsSigner(config, arn);
  try {
    const retiring = await openRetiring(config);
    try {
      const keys = await rotate(where, retiring, next);
      replaceFile(pinnedPath(where.keyPath), `${JSON.stringify(keys)}\n`, 0o644);
      return { from: retiring.id, to: next.id };
    } finally {
      retiring.close();
    }
  } finally {
    next.close();
  }
};

const told = async (work: Promise<Rotated>): Promise<Rotated> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LedgerUnavailableError)
      throw new CliError(
        exit.unavailable,
        'ledger-unavailable',
        `The key is not retired yet: ${error.message}`,
        'Run the same command again: it carries on where it was.',
      );
    if (error instanceof LedgerTamperedError)
      throw new CliError(
        exit.proof,
        'tampered',
        `The key cannot be retired: ${error.message}`,
        'Run: firebreak audit verify',
      );
    throw error;
  }
};

const textOf = ({ from, to }: Rotated, { ledger: { key } }: Config, arn: string | undefined): string =>
  [
    `${from} is retired: nothing that it signs from now on counts. ${to} signs instead.`,
    arn === undefined
      ? `Workers end by themselves and sign with it when they are started again. On other hosts copy ${key} and ${pinnedPath(key)} first.`
      : `Workers end by themselves. Before they start again, write ledger.key: { kms: ${arn}, publicKey: ${pinnedPath(key)} } into their configuration.`,
    'Whoever verifies elsewhere needs the new keys: firebreak audit keys --json > keys.json',
  ].join('\n');
