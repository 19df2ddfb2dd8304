import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { signedBytes } from '../../../ledger/entry.js';
import { signHead } from '../../../ledger/head.js';
import { openCheckpoint, originOf, signCheckpoint } from '../../../ledger/seals/checkpoint.js';
import { isSignedBy, readNote, signNote, verifierKey } from '../../../ledger/seals/note.js';
import { newKey } from '../fixtures/chain.js';
import { signedNote } from '../fixtures/sealed.js';

const key = newKey();
const keys = [key.publicKey];
const root = createHash('sha256').update('root').digest();
const checkpoint = await signCheckpoint({ case: 'case-1', size: 12, root }, key);
const byAnother = await signCheckpoint({ case: 'case-1', size: 12, root }, newKey());
const problemOf = (text: string): string | null => {
  const found = openCheckpoint(text, keys);
  return 'problem' in found ? found.problem : null;
};

const signedText = (text: string): string => signedNote(key, text);

test('the example of the specification of signed notes', () => {
  const publicKey = Buffer.from('AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k', 'base64').subarray(1);
  const named = { name: 'example.com/foo', publicKey };
  const keyObject = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') },
  });
  const note =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
  expect(verifierKey(named)).toBe('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
  const read = readNote(note);
  expect(read?.text).toBe('This is an example message.\n');
  expect(read && isSignedBy(read, named, keyObject)).toBe(true);
  const other = readNote(note.replace('example message', 'example massage'));
  expect(other && isSignedBy(other, named, keyObject)).toBe(false);
});

describe('a checkpoint', () => {
  test('is three lines that say which case, how many entries, and their root', () => {
    const [text] = checkpoint.split('\n\n');
    expect(text).toBe(`firebreak.local/${key.id}/case-1\n12\n${root.toString('base64')}`);
    expect(openCheckpoint(checkpoint, keys)).toEqual({ ledger: key.id, case: 'case-1', size: 12, root });
  });

  test('of the same entries is the same, byte for byte, whoever makes it', async () => {
    expect(await signCheckpoint({ case: 'case-1', size: 12, root }, key)).toBe(checkpoint);
  });

  test('names cases that no URL could hold', async () => {
    const odd = 'case +/ü\n100%';
    expect(originOf({ ledger: key.id, case: odd })).toMatch(/^[!-~]+$/);
    expect(originOf({ ledger: key.id, case: odd })).not.toContain('+');
    expect(openCheckpoint(await signCheckpoint({ case: odd, size: 1, root }, key), keys)).toMatchObject({ case: odd });
  });

  test('holds beside the signatures of witnesses that nobody here knows', () => {
    const witness = Buffer.alloc(72, 7).toString('base64');
    expect(problemOf(`${checkpoint}— witness.example/w1 ${witness}\n`)).toBeNull();
  });

  test('of one key’s ledger is none by another one that is trusted as well', async () => {
    const other = newKey();
    const name = originOf({ ledger: key.id, case: 'case-1' });
    const text = `${name}\n12\n${root.toString('base64')}\n`;
    const note = await signNote(
      text,
      { name, publicKey: Buffer.from(other.publicKey.publicKey, 'base64') },
      other.sign,
    );
    expect(openCheckpoint(note, [key.publicKey, other.publicKey])).toMatchObject({
      problem: expect.stringMatching(/^unknown key/),
    });
  });

  const lines = checkpoint.split('\n');
  const edited = (at: number, text: string): string => lines.with(at, text).join('\n');
  test.each<[string, string, RegExp]>([
    ['of another case', edited(0, `firebreak.local/${key.id}/case-2`), /^unknown key/],
    ['of another size', edited(1, '13'), /^signature/],
    ['with another root', edited(2, Buffer.alloc(32).toString('base64')), /^signature/],
    ['by another key', byAnother, /^unknown key/],
    ['without a signature', `${lines.slice(0, 3).join('\n')}\n\n`, /^malformed/],
    ['without a root', signedText(`firebreak.local/${key.id}/case-1\n12\n`), /^malformed/],
    ['of nothing', signedText(`firebreak.local/${key.id}/case-1\n0\n${root.toString('base64')}\n`), /^malformed/],
    ['with a leading zero', signedText(`firebreak.local/${key.id}/case-1\n012\n${root.toString('base64')}\n`), /^malf/],
    ['with a line more', signedText(`firebreak.local/${key.id}/case-1\n12\n${root.toString('base64')}\nx\n`), /^malf/],
    ['with a short root', signedText(`firebreak.local/${key.id}/case-1\n12\nAAAA\n`), /^malformed/],
    ['with a root in another form', signedText(`firebreak.local/${key.id}/case-1\n12\n${'A'.repeat(42)}B=\n`), /^malf/],
    ['of an origin that is none', signedText(`example.com/log\n12\n${root.toString('base64')}\n`), /^malformed/],
    ['that goes on after its end', `${checkpoint}\n`, /^malformed/],
    ['with carriage returns', checkpoint.replaceAll('\n', '\r\n'), /^malformed/],
    ['without an end', `${checkpoint}${'x'.repeat(70_000)}`, /^malformed/],
    ['that is empty', '', /^malformed/],
  ])('%s is refused', (_, text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  test('is no signature of an entry or a head, nor is one of these a checkpoint', async () => {
    const hash = `sha256:${root.toString('hex')}` as const;
    const publicKey = createPublicKey(key.publicKey.pem);
    const text = readNote(checkpoint)?.text ?? '';
    const ofNote = readNote(checkpoint)?.signatures[0]?.signature ?? Buffer.alloc(0);
    expect(verify(null, Buffer.from(text), publicKey, ofNote)).toBe(true);
    expect(verify(null, signedBytes(hash), publicKey, ofNote)).toBe(false);
    // No message of one kind begins with the first line of one of another kind.
    const firstLines = [signedBytes(hash).toString('latin1'), text].map((message) => message.split('\n')[0]);
    expect(firstLines[0]).toBe('firebreak.ledger.signature.v1');
    expect(firstLines[1]).toContain('/');
    const ofHead = Buffer.from((await signHead('case-1', 12, hash, key)).signature, 'base64');
    expect(verify(null, Buffer.from(text), publicKey, ofHead)).toBe(false);
  });
});
