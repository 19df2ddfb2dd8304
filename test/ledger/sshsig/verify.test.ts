import { describe, expect, test } from '@jest/globals';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { generateOperatorKey, parsePrivateKey } from '../../../ledger/sshsig/private-key.js';
import { parsePublicKey, readPublicKey } from '../../../ledger/sshsig/public-key.js';
import { signSshsig } from '../../../ledger/sshsig/sign.js';
import { bytesToSign, formatSignature, parseSignature } from '../../../ledger/sshsig/signature.js';
import { verifySshsig } from '../../../ledger/sshsig/verify.js';
import { armored, string, uint32 } from '../../../ledger/sshsig/wire.js';

const namespace = 'firebreak.operator.v1';
const message = 'a message';
const mine = generateOperatorKey('me');
const signature = signSshsig({ message, namespace, privateKey: mine.privateKey });
const verify = (text: string, allowedKeys: readonly string[] = [mine.publicKey]): unknown =>
  verifySshsig({ message, signature: text, namespace, allowedKeys });
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

describe('RSA with SHA-1', () => {
  test('is refused though it verifies', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    const number = (text: string): Buffer => string(Buffer.concat([Buffer.of(0), Buffer.from(text, 'base64url')]));
    const blob = Buffer.concat([string('ssh-rsa'), string(Buffer.from(e, 'base64url')), number(n)]);
    const value = string(sign('sha1', bytesToSign(message, namespace, 'sha512'), privateKey));
    const text = formatSignature({ publicKey: blob, namespace, hash: 'sha512', algorithm: 'ssh-rsa', value });
    expect(() => verify(text, [`ssh-rsa ${blob.toString('base64')}`])).toThrow(code('weak'));
  });
});

describe('security keys', () => {
  const application = 'ssh:';
  const digest = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
  const toSign = (flags: number): Buffer =>
    Buffer.concat([
      digest(application),
      Buffer.of(flags),
      uint32(7),
      digest(bytesToSign(message, namespace, 'sha512')),
    ]);

  const ed25519 = (flags: number): { readonly text: string; readonly line: string } => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const type = 'sk-ssh-ed25519@openssh.com';
    const blob = Buffer.concat([string(type), string(raw), string(application)]);
    const value = Buffer.concat([string(sign(null, toSign(flags), privateKey)), Buffer.of(flags), uint32(7)]);
    return {
      text: formatSignature({ publicKey: blob, namespace, hash: 'sha512', algorithm: type, value }),
      line: `${type} ${blob.toString('base64')}`,
    };
  };

  const ecdsa = (flags: number): { readonly text: string; readonly line: string } => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const type = 'sk-ecdsa-sha2-nistp256@openssh.com';
    const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    const blob = Buffer.concat([string(type), string('nistp256'), string(point), string(application)]);
    const pair = sign('sha256', toSign(flags), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const number = (bytes: Buffer): Buffer => {
      const start = bytes.findIndex((byte) => byte !== 0);
      const short = bytes.subarray(start);
      return string((short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short);
    };
    const value = Buffer.concat([
      string(Buffer.concat([number(pair.subarray(0, 32)), number(pair.subarray(32))])),
      Buffer.of(flags),
      uint32(7),
    ]);
    return {
      text: formatSignature({ publicKey: blob, namespace, hash: 'sha512', algorithm: type, value }),
      line: `${type} ${blob.toString('base64')}`,
    };
  };

  test.each([
    ['Ed25519', ed25519],
    ['ECDSA', ecdsa],
  ])('%s: a touch is demanded, and what it said is told', (_, make) => {
    const touched = make(1);
    expect(verify(touched.text, [touched.line])).toMatchObject({
      flags: { presence: true, verification: false, counter: 7 },
    });
    const verified = make(5);
    expect(verify(verified.text, [verified.line])).toMatchObject({ flags: { presence: true, verification: true } });
    const untouched = make(0);
    expect(() => verify(untouched.text, [untouched.line])).toThrow(code('no-presence'));
    // Flags are signed: claiming a touch afterwards breaks the signature.
    const parsed = parseSignature(untouched.text);
    const claimed = Buffer.from(parsed.value);
    claimed.writeUInt8(1, claimed.length - 5);
    expect(() => verify(formatSignature({ ...parsed, value: claimed }), [untouched.line])).toThrow(
      code('bad-signature'),
    );
  });
});

test('a point that is not on the curve is no key', () => {
  const point = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]);
  const blob = Buffer.concat([string('ecdsa-sha2-nistp256'), string('nistp256'), string(point)]);
  expect(() => readPublicKey(blob)).toThrow(code('malformed'));
});
