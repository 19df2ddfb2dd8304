import { readFileSync } from 'node:fs';
import type { TrustedKey } from '../../ledger/keys.js';
import { openCheckpoint } from '../../ledger/seals/checkpoint.js';
import { readSealFiles } from '../../ledger/seals/seal-files.js';
import { entryProof, verifyProof } from '../../ledger/seals/proof.js';
import { sealedSoFar } from '../../ledger/seals/standing.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { entryLine } from '../output/entry-text.js';
import type { Session } from '../session/session.js';
import { neededKeys, readable } from './audit-files.js';

/** Prints the proof that one entry stands in its case, under the newest seal of it. */
export const prove = async (
  { out, positionals }: Invocation,
  { reading: { ledger } }: Session,
  keys: readonly TrustedKey[],
  caseId: string,
): Promise<ExitCode> => {
  const seq = Number(positionals[2]);
  if (!Number.isSafeInteger(seq) || seq < 1)
    throw usageError(
      'firebreak audit prove needs a case and the number of an entry.',
      'firebreak audit show CASE numbers them.',
    );
  const { size, newest } = await sealedSoFar(ledger, keys, caseId);
  if (newest === null || seq > size)
    throw new CliError(
      exit.missing,
      'not-sealed',
      `Entry ${seq} of ${caseId} is under no seal: ${newest === null ? 'there is none yet' : `the newest is over ${size} entries`}.`,
      'What is new is sealed within ledger.sealEvery, while a worker runs.',
    );
  const retired = keys.find(({ id }) => id === newest.key)?.retired;
  if (retired)
    throw new CliError(
      exit.missing,
      'not-sealed',
      `Entry ${seq} of ${caseId} is under no seal of a key that signs: the newest is by ${newest.key}, retired at ${retired.at}.`,
      `A worker that runs with ${retired.by} seals the case again by itself; then run the same command.`,
    );
  const altered = (why: string): CliError =>
    new CliError(
      exit.proof,
      'tampered',
      `Entry ${seq} of ${caseId} cannot be proven: ${why}.`,
      `Run: firebreak audit verify ${caseId}`,
    );
  const checkpoint = openCheckpoint(newest.checkpoint, keys);
  if ('problem' in checkpoint || checkpoint.size !== size) throw altered('the seal on record is none');
  const proof = await entryProof(textsOf(ledger.lines(caseId)), { size, note: newest.checkpoint }, seq);
  const found = verifyProof(proof, keys);
  if ('problem' in found) throw altered(found.problem);
  // A proof ends in a newline, and so does what is printed.
  out.result({ case: caseId, seq, size, root: checkpoint.root.toString('base64'), proof }, () => proof.slice(0, -1));
  return exit.done;
};

async function* textsOf(lines: AsyncIterable<{ readonly text: string }>): AsyncIterable<string> {
  for await (const { text } of lines) yield text;
}

/** Verifies the proof of one entry; needs nothing but the files. Seals say whether one of a retired key was there in time. */
export const verifyProofFile = (invocation: Invocation): ExitCode => {
  const file = invocation.text('proof') ?? '';
  const keys = neededKeys(invocation, 'proof');
  const sealsAt = invocation.text('seals');
  const found = verifyProof(
    readable('proof', file, () => readFileSync(file, 'utf8')),
    keys,
    sealsAt === undefined ? [] : readable('seals', sealsAt, () => readSealFiles(sealsAt, keys, null)).seals,
  );
  if ('problem' in found) {
    const { problem } = found;
    invocation.out.result({ ok: false, reason: problem }, () =>
      [`PROOF DOES NOT HOLD: ${problem}`, ...afterwards(problem)].join('\n'),
    );
    return exit.proof;
  }
  const { entry, checkpoint, seal } = found;
  const { size, root } = checkpoint;
  const summary = { ok: true, case: entry.case, seq: entry.seq, size, root: root.toString('base64'), seal, entry };
  invocation.out.result(summary, () =>
    [
      `proven: entry ${entry.seq} of ${entry.case} is one of the ${size} under the root ${summary.root}`,
      entryLine(entry),
      ...(seal === null ? [] : [`the key of this checkpoint is retired: it counts because ${seal} is the same`]),
    ].join('\n'),
  );
  return exit.done;
};

const afterwards = (problem: string): readonly string[] =>
  problem.startsWith('retired key')
    ? [
        'Whoever found that key can have made this up. Ask for a new proof, which the key that signs now stands for:',
        '  firebreak audit prove CASE SEQ',
        'or hold this one against the seals in the vault: --seals SEALS (docs/audit.md, "Show one entry").',
      ]
    : [];
