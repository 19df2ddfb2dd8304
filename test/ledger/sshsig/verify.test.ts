import { expect, test } from '@jest/globals';
import { generateOperatorKey, parsePrivateKey } from '../../../ledger/sshsig/private-key.js';
import { parsePublicKey, readPublicKey } from '../../../ledger/sshsig/public-key.js';
import { signSshsig } from '../../../ledger/sshsig/sign.js';
import { formatSignature, parseSignature } from '../../../ledger/sshsig/signature.js';
import { verifySshsig } from '../../../ledger/sshsig/verify.js';
import { armored, string, uint32 } from '../../../ledger/sshsig/wire.js';
import { rsaKey, securityKey, sshsigBy } from '../fixtures/software-keys.js';

const namespace = 'firebreak.operator.v1';
const message = 'a message';
const mine = generateOperatorKey('me');
const signature = signSshsig({ message, namespace, privateKey: mine.privateKey });
const verify = (text: string, allowedKeys: readonly string[] = [mine.publicKey]): unknown =>
  verifySshsig({ message, signature: text, namespace, allowedKeys, moments: [] });
const code = (expected: string): unknown => expect.objectContaining({ name: 'SshsigError', code: expected });

test('says whose signature it is', () => {
  expect(verify(signature, [generateOperatorKey('other').publicKey, mine.publicKey])).toMatchObject({
    key: { comment: 'me' },
    fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
  });
  expect(formatSignature(parseSignature(signature))).toBe(signature);
  expect(verify(signature.replaceAll('\n', '\r\n'))).toBeDefined();
});

test('another namespace, another key, no key', () => {
  const other = signSshsig({ message, namespace: 'git', privateKey: mine.privateKey });
  expect(() => verify(other)).toThrow(code('wrong-namespace'));
  expect(() => verify(formatSignature({ ...parseSignature(other), namespace }))).toThrow(code('bad-signature'));
  expect(() => verify(signature, [generateOperatorKey('other').publicKey])).toThrow(code('unknown-key'));
  expect(() => verify(signature, [])).toThrow(code('unknown-key'));
});

test('no single changed byte passes, and none escapes as another error', () => {
  const bytes = Buffer.from(signature.split('\n').slice(1, -2).join(''), 'base64');
  for (let at = 0; at < bytes.length; at += 1) {
    const mutated = Buffer.from(bytes);
    mutated.writeUInt8((bytes[at] ?? 0) ^ (1 << (at % 8)), at);
    expect(() => verify(armored('SSH SIGNATURE', mutated))).toThrow(expect.objectContaining({ name: 'SshsigError' }));
    expect(() => verify(armored('SSH SIGNATURE', bytes.subarray(0, at)))).toThrow(code('malformed'));
  }
  expect(() => verify(armored('SSH SIGNATURE', Buffer.concat([bytes, Buffer.of(0)])))).toThrow(code('malformed'));
});

test.each([
  ['nothing', ''],
  ['text around it', `hello\n${signature}`],
  ['two of them', signature + signature],
  ['another label', signature.replaceAll('SSH SIGNATURE', 'PGP SIGNATURE')],
  ['what is not base64', signature.replace('\nU', '\n*')],
  ['a huge text', `-----BEGIN SSH SIGNATURE-----\n${'A'.repeat(1_000_000)}\n-----END SSH SIGNATURE-----`],
  [
    'a length that lies',
    armored('SSH SIGNATURE', Buffer.concat([Buffer.from('SSHSIG'), uint32(1), uint32(0xffffffff)])),
  ],
  ['another version', armored('SSH SIGNATURE', Buffer.concat([Buffer.from('SSHSIG'), uint32(2)]))],
])('refuses %s', (_, text) => {
  expect(() => verify(text)).toThrow(code('malformed'));
});

test.each([
  '',
  'ssh-ed25519',
  'ssh-ed25519 AAAA',
  'ssh-ed25519 !!!!',
  `ssh-rsa ${mine.publicKey.split(' ')[1]}`,
  `command="x" ${mine.publicKey}`,
  `${mine.publicKey}\n${mine.publicKey}`,
  'x'.repeat(100_000),
])('refuses a public key line %#', (line) => {
  expect(() => parsePublicKey(line)).toThrow(expect.objectContaining({ name: 'SshsigError' }));
});

test('refuses a damaged private key', () => {
  expect(() => parsePrivateKey('')).toThrow(code('malformed'));
  expect(() => parsePrivateKey(mine.privateKey.replace('AAAA', 'BAAA'))).toThrow(code('malformed'));
});

test('RSA with SHA-1 is refused though it verifies', () => {
  const key = rsaKey('ssh-rsa');
  expect(() => verify(sshsigBy(key, message, namespace), [key.line])).toThrow(code('weak'));
});

test.each(['ed25519', 'ecdsa'] as const)('security key, %s: a touch is demanded, and what it said is told', (kind) => {
  const key = securityKey(kind);
  const by = (flags: number): string => sshsigBy(key, message, namespace, { flags });
  expect(verify(by(1), [key.line])).toMatchObject({ flags: { presence: true, verification: false, counter: 7 } });
  expect(verify(by(5), [key.line])).toMatchObject({ flags: { presence: true, verification: true } });
  expect(() => verify(by(0), [key.line])).toThrow(code('no-presence'));
  // Flags are signed: claiming a touch afterwards breaks the signature.
  const untouched = parseSignature(by(0));
  const claimed = Buffer.from(untouched.value);
  claimed.writeUInt8(1, claimed.length - 5);
  expect(() => verify(formatSignature({ ...untouched, value: claimed }), [key.line])).toThrow(code('bad-signature'));
});

test('a point that is not on the curve is no key', () => {
  const point = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]);
  const blob = Buffer.concat([string('ecdsa-sha2-nistp256'), string('nistp256'), string(point)]);
  expect(() => readPublicKey(blob)).toThrow(code('malformed'));
});
