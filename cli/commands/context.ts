import type { Hash } from '../../workflows/contract/json.js';
import type { Invocation } from '../command.js';
import { usageError } from '../errors.js';
import { neutral } from '../output/neutral.js';
import { configuration, openSession, type OpenSession } from '../session/open-session.js';
import { proofs, type Proof } from '../session/signing.js';

/** Opens the session that a command asked for with `--config` and `--as`; closes it when `work` is through. */
export const withSession = async <T>(
  invocation: Invocation,
  work: (session: OpenSession) => Promise<T>,
): Promise<T> => {
  const config = configuration(invocation.text('config'));
  const session = await openSession(config, invocation.text('as'), theProof(invocation));
  try {
    return await work(session);
  } finally {
    await session.close();
  }
};

/** How the person wants to prove that it is their word; undefined for the usual way. */
export const theProof = (invocation: Invocation): Proof | undefined => {
  const given = invocation.text('proof');
  const known = proofs.find((one) => one === given);
  if (given !== undefined && known === undefined)
    throw usageError(`${JSON.stringify(given)} is no proof.`, `It is one of ${proofs.join(', ')}.`);
  return known;
};

/** The one positional that a command needs. */
export const theRun = ({ positionals }: Invocation, command: string): string => {
  const [run, ...more] = positionals;
  if (!run || more.length > 0)
    throw usageError(`firebreak ${command} needs one run.`, 'List them with: firebreak runs');
  return run;
};

/** The reason that a signature needs. */
export const theReason = async (invocation: Invocation): Promise<string> => {
  const given =
    invocation.text('reason') ?? (invocation.interactive ? await ask('Reason (it stands in the ledger): ') : '');
  if (given.trim() === '')
    throw usageError(
      'A reason is needed.',
      'Give it with --reason TEXT: it stands in the ledger, under your signature.',
    );
  return given.trim();
};

/** A plan hash as it was given. */
export const asHash = (text: string): Hash => {
  if (!/^sha256:[0-9a-f]{64}$/.test(text))
    throw usageError(
      `${JSON.stringify(text)} is not a hash.`,
      'It is sha256: and 64 hex digits; that of a plan is in firebreak approvals --json.',
    );
  return text as Hash;
};

/** Asks the person at the terminal. */
export const ask = async (question: string): Promise<string> => {
  const { createInterface } = await import('node:readline/promises');
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await line.question(neutral(question));
  } finally {
    line.close();
  }
};
