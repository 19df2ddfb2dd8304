import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { caseVerifierKey } from '../../../ledger/seals/checkpoint.js';
import { entryProof, verifyProof } from '../../../ledger/seals/proof.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { newKey, note, notes, textOf } from '../fixtures/chain.js';
import { checkpointOf } from '../fixtures/sealed.js';
import { temporaryFolder } from '../fixtures/temporary.js';

const key = newKey();
const chain = notes(key, 9);
const lines = chain.map(textOf);
const keys = [key.publicKey];
const sealed = { size: 7, note: checkpointOf(key, lines, 7) };
const proofOf = (seq: number, all = lines): Promise<string> => entryProof(all, sealed, seq);
const problemOf = (proof: string, trusted = keys): string | null => {
  const found = verifyProof(proof, trusted);
  return 'problem' in found ? found.problem : null;
};

const proof = await proofOf(3);

describe('the proof of one entry', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('holds for entry %i, and shows it', async (seq) => {
    expect(verifyProof(await proofOf(seq), keys)).toMatchObject({
      entry: chain[seq - 1],
      checkpoint: { case: 'case-1', size: 7 },
    });
  });

  test('shows nothing of the other entries', async () => {
    const proof = Buffer.from((await proofOf(3)).split('\n')[1]?.slice(6) ?? '', 'base64').toString();
    expect(proof).toBe(lines[2]);
  });

  test('cannot be made of an entry that the seal does not cover', async () => {
    await expect(proofOf(8)).rejects.toThrow(/no leaf 7 in a tree of 7/);
  });

  const swapped = (other: string): string =>
    proof.replace(/^extra .*$/m, `extra ${Buffer.from(other).toString('base64')}`);
  const third = chain[2] as Entry<'note'>;
  const altered = textOf({ ...third, body: { run: 'run-1', text: 'other' } });
  const resigned = textOf(note(key, 3, chain[1] as Entry, 'other'));
  test.each<[string, string, RegExp]>([
    ['an altered entry', swapped(altered), /^path/],
    ['another genuine entry', swapped(lines[3] ?? ''), /^path/],
    ['an entry that the same key signed later', swapped(resigned), /^path/],
    ['another place', proof.replace('index 2', 'index 3'), /^path/],
    ['a place outside', proof.replace('index 2', 'index 7'), /^path/],
    ['a path that is too short', proof.replace(/\n[A-Za-z0-9+/]{43}=\n/, '\n'), /^path/],
    ['no path', proof.replace(/^index 2\n[^]*?\n\n/m, 'index 2\n\n'), /^path/],
    ['an edited checkpoint', proof.replace('\n7\n', '\n8\n'), /^checkpoint: signature/],
    ['no entry', proof.replace(/^extra .*\n/m, ''), /^malformed/],
    ['another version', proof.replace('@v1', '@v2'), /^malformed/],
    ['nothing', '', /^malformed/],
    ['too much', `${proof}${'x'.repeat(700_000)}`, /^malformed/],
  ])('does not hold with %s', (_, text, problem) => {
    expect(text).not.toBe(proof);
    expect(problemOf(text)).toMatch(problem);
  });

  test('does not hold with other keys', () => {
    expect(problemOf(proof, [newKey().publicKey])).toMatch(/^checkpoint: unknown key/);
  });

  test('does not hold for what the ledger held without being an entry of that place', async () => {
    const forged = textOf({ ...third, signature: chain[3]?.signature });
    const held = [forged, lines[4] ?? '', altered];
    const note3 = { size: 3, note: checkpointOf(key, held) };
    expect(problemOf(await entryProof(held, note3, 1))).toMatch(/^entry: the signature/);
    expect(problemOf(await entryProof(held, note3, 2))).toMatch(/^entry: it says case-1, entry 5/);
    expect(problemOf(await entryProof(held, note3, 3))).toMatch(/^entry: hash/);
  });
});

describe('tools for transparency logs of other people', () => {
  const folder = join(import.meta.dirname, 'go');
  const hasGo = spawnSync('go', ['version']).status === 0;
  const built = temporaryFolder();
  let program = '';
  beforeAll(() => {
    if (!hasGo) {
      process.stderr.write(
        '\nNOT TESTED: there is no `go` here, so golang.org/x/mod/sumdb verified no seal of ours.\n\n',
      );
      return;
    }
    program = join(built, 'verify');
    execFileSync('go', ['build', '-o', program, '.'], { cwd: folder });
  }, 300_000);

  const asked = (proof: string, leaves: readonly string[], verifier = key.publicKey) =>
    spawnSync(program, {
      input: JSON.stringify({ key: caseVerifierKey('case-1', verifier), proof, leaves }),
      encoding: 'utf8',
    });

  test('verify checkpoint, root and path as we do: golang.org/x/mod/sumdb', async () => {
    if (!hasGo) return;
    for (let size = 1; size <= lines.length; size += 1) {
      const seal = { size, note: checkpointOf(key, lines, size) };
      for (let seq = 1; seq <= size; seq += 1) {
        const { stdout, stderr } = asked(await entryProof(lines, seal, seq), lines.slice(0, size));
        const said = `firebreak.local/${key.id}/case-1: leaf ${seq - 1} of ${size}\n`;
        expect({ stdout, stderr }).toEqual({ stdout: said, stderr: '' });
      }
    }
  });

  test('refuse what we refuse', async () => {
    if (!hasGo) return;
    const proof = await proofOf(3);
    const refusal = (text: string, leaves = lines.slice(0, 7), verifier = key.publicKey): string =>
      asked(text, leaves, verifier).stderr;
    expect(refusal(proof.replace('\n7\n', '\n8\n'))).toMatch(/invalid signature/);
    expect(refusal(proof, lines.slice(0, 7), newKey().publicKey)).toMatch(/no verifiable signatures/);
    expect(refusal(proof.replace('index 2', 'index 3'))).toMatch(/bad proof|invalid/i);
    expect(refusal(proof, lines.slice(0, 6))).toMatch(/another root/);
  });
});
