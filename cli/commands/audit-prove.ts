import { readFileSync } from 'node:fs';
import type { LedgerKey } from '../../ledger/keys.js';
import { openCheckpoint } from '../../ledger/seals/checkpoint.js';
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
  keys: readonly LedgerKey[],
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

/** Verifies the proof of one entry; needs nothing but the files. */
export const verifyProofFile = (invocation: Invocation): ExitCode => {
  const file = invocation.text('proof') ?? '';
  const keys = neededKeys(invocation, 'proof');
  const found = verifyProof(
    readable(() => readFileSync(file, 'utf8')),
    keys,
  );
  if ('problem' in found) {
    invocation.out.result({ ok: false, reason: found.problem }, () => `PROOF DOES NOT HOLD: ${found.problem}`);
    return exit.proof;
  }
  const { entry, checkpoint } = found;
  const { size, root } = checkpoint;
  const summary = { ok: true, case: entry.case, seq: entry.seq, size, root: root.toString('base64'), entry };
  invocation.out.result(summary, () =>
    [
      `proven: entry ${entry.seq} of ${entry.case} is one of the ${size} under the root ${summary.root}`,
      entryLine(entry),
    ].join('\n'),
  );
  return exit.done;
};
