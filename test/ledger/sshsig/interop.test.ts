import { describe, expect, test } from '@jest/globals';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateOperatorKey, parsePrivateKey } from '../../../ledger/sshsig/private-key.js';
import { formatPublicKey, parsePublicKey } from '../../../ledger/sshsig/public-key.js';
import { signSshsig } from '../../../ledger/sshsig/sign.js';
import { signWithSshKeygen } from '../../../ledger/sshsig/ssh-keygen.js';
import { verifySshsig } from '../../../ledger/sshsig/verify.js';
import { startAgent } from '../fixtures/agent.js';
import { ecdsaKey, ed25519Key, rsaKey, securityKey, sshsigBy } from '../fixtures/software-keys.js';
import { temporaryFolder } from '../fixtures/temporary.js';

const folder = temporaryFolder();
const namespace = 'firebreak.operator.v1';
const message = '{"a":"ö"}';

const present = spawnSync('ssh-keygen', ['-?']).error === undefined;
if (!present) console.warn('skipped: ssh-keygen is not on this machine, so nothing can be compared with it');
const withSshKeygen = present ? describe : describe.skip;

const keygen = (...args: string[]): string =>
  execFileSync('ssh-keygen', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

withSshKeygen('ssh-keygen and we agree', () => {
  test.each([
    ['ed25519', '256'],
    ['ecdsa', '256'],
    ['ecdsa', '384'],
    ['ecdsa', '521'],
    ['rsa', '2048'],
    ['rsa', '3072'],
  ])('it signs with %s %s, we verify', async (type, bits) => {
    const path = join(folder, `${type}-${bits}`);
    keygen('-q', '-t', type, '-b', bits, '-N', '', '-C', 'ops@example.org', '-f', path);
    const line = readFileSync(`${path}.pub`, 'utf8');
    const signature = await signWithSshKeygen({ message, namespace, keyPath: path });
    const verified = verifySshsig({ message, signature, namespace, allowedKeys: [line], moments: [] });
    expect(keygen('-l', '-f', `${path}.pub`)).toContain(` ${verified.fingerprint} `);
    expect(formatPublicKey(verified.key)).toBe(line.trim());
    expect(() =>
      verifySshsig({ message: `${message} `, signature, namespace, allowedKeys: [line], moments: [] }),
    ).toThrow(expect.objectContaining({ code: 'bad-signature' }));
  });

  test('we make a key and sign, it reads the key and verifies', () => {
    const path = join(folder, 'ours');
    const made = generateOperatorKey('responder');
    writeFileSync(path, made.privateKey, { mode: 0o600 });
    expect(keygen('-y', '-f', path).trim()).toBe(made.publicKey);
    const signature = signSshsig({ message, namespace, privateKey: made.privateKey });
    writeFileSync(`${path}.sig`, signature);
    writeFileSync(`${path}.allowed`, `responder namespaces="${namespace}" ${made.publicKey}\n`);
    const verify = (input: string): number | null =>
      spawnSync(
        'ssh-keygen',
        ['-Y', 'verify', '-f', `${path}.allowed`, '-I', 'responder', '-n', namespace, '-s', `${path}.sig`],
        { input },
      ).status;
    expect(verify(message)).toBe(0);
    expect(verify(`${message} `)).not.toBe(0);
  });

  const judged = (name: string, line: string, signature: string, input = message, ...more: string[]): number | null => {
    const path = join(folder, name);
    writeFileSync(`${path}.sig`, signature);
    writeFileSync(`${path}.allowed`, `somebody ${line}\n`);
    const files = ['-f', `${path}.allowed`, '-I', 'somebody', '-n', namespace, '-s', `${path}.sig`];
    return spawnSync('ssh-keygen', ['-Y', 'verify', ...more, ...files], { input }).status;
  };

  const kinds = [
    ['ed25519', ed25519Key()],
    ['ecdsa 256', ecdsaKey('nistp256')],
    ['ecdsa 384', ecdsaKey('nistp384')],
    ['ecdsa 521', ecdsaKey('nistp521')],
    ['rsa-sha2-512', rsaKey()],
    ['rsa-sha2-256', rsaKey('rsa-sha2-256')],
    ['sk-ed25519', securityKey('ed25519')],
    ['sk-ecdsa', securityKey('ecdsa')],
  ] as const;

  test.each(kinds)('a signature in our form by %s: both take it, and neither when a byte is changed', (_, key) => {
    const signature = sshsigBy(key, message, namespace);
    const hashed = sshsigBy(key, message, namespace, { hash: 'sha256' });
    const ours = (text: string, of: string): unknown =>
      verifySshsig({ message: of, signature: text, namespace, allowedKeys: [key.line], moments: [] });
    for (const one of [signature, hashed]) {
      expect(judged('made', key.line, one)).toBe(0);
      expect(ours(one, message)).toMatchObject({ key: { type: key.line.split(' ')[0] } });
    }
    expect(judged('made', key.line, signature, `${message} `)).not.toBe(0);
    expect(() => ours(signature, `${message} `)).toThrow(expect.objectContaining({ code: 'bad-signature' }));
    const elsewhere = sshsigBy(key, message, 'git');
    expect(judged('made', key.line, elsewhere)).not.toBe(0);
    expect(() => ours(elsewhere, message)).toThrow(expect.objectContaining({ code: 'wrong-namespace' }));
  });

  // An agent is asked for rsa-sha2-512, whatever it would rather make.
  const asked = kinds.filter(([name]) => name !== 'rsa-sha2-256');
  test.each(asked)('it signs through an agent with %s, we verify', async (name, key) => {
    const path = join(folder, `agent-${name.replaceAll(' ', '-')}`);
    writeFileSync(`${path}.pub`, `${key.line}\n`);
    const agent = await startAgent(`${path}.socket`, key, 5);
    try {
      const signing = promisify(execFile)('ssh-keygen', ['-Y', 'sign', '-n', namespace, '-f', `${path}.pub`], {
        env: { ...process.env, SSH_AUTH_SOCK: `${path}.socket` },
      });
      signing.child.stdin?.end(message);
      const { stdout: signature } = await signing;
      const verified = verifySshsig({ message, signature, namespace, allowedKeys: [key.line], moments: [] });
      expect(verified.flags).toEqual(
        name.startsWith('sk-') ? { presence: true, verification: true, counter: 7 } : undefined,
      );
      expect(judged('agent', key.line, signature)).toBe(0);
    } finally {
      await agent.stop();
    }
  });

  test.each(['ed25519', 'ecdsa'] as const)(
    'a security key that was not touched: %s, it takes that, we do not',
    (kind) => {
      const key = securityKey(kind);
      const signature = sshsigBy(key, message, namespace, { flags: 0 });
      expect(judged('untouched', key.line, signature)).toBe(0);
      expect(() => verifySshsig({ message, signature, namespace, allowedKeys: [key.line], moments: [] })).toThrow(
        expect.objectContaining({ code: 'no-presence' }),
      );
    },
  );

  const signer = ed25519Key();
  const signed = sshsigBy(signer, message, namespace);
  const attempt = (verify: () => unknown): string => {
    try {
      verify();
      return 'taken';
    } catch (error) {
      return (error as Error).name;
    }
  };
  test.each([
    ['namespaces="firebreak.operator.v1"', '20261122Z', true],
    ['namespaces="git,firebreak.*"', '20261122Z', true],
    ['NAMESPACES="firebreak.operator.v?"', '20261122Z', true],
    ['namespaces="*,!firebreak.*"', '20261122Z', false],
    ['namespaces="!git,*"', '20261122Z', true],
    ['namespaces="!git"', '20261122Z', false],
    ['namespaces="git"', '20261122Z', false],
    ['namespaces="firebreak+operator.v1"', '20261122Z', false],
    ['valid-after="20261122Z"', '20261122000000Z', true],
    ['valid-after="20261122Z"', '20261121235959Z', false],
    ['valid-before="202611221200Z"', '20261122120000Z', true],
    ['valid-before="202611221200Z"', '20261122120001Z', false],
    ['valid-after="20260101Z",namespaces="firebreak.*",valid-before="20270101Z"', '20261122Z', true],
    ['valid-after="20260101Z",namespaces="firebreak.*",valid-before="20270101Z"', '20270101000001Z', false],
    ['valid-after="20260101Z",valid-before="20250101Z"', '20260601Z', false],
    ['verify-required', '20261122Z', false],
    ['namespaces=firebreak.*', '20261122Z', false],
    ['valid-after="20260101Z",valid-after="20260101Z"', '20261122Z', false],
    ['valid-after="soon"', '20261122Z', false],
  ])('options of a key: %s at %s', (options, at, isTaken) => {
    const line = `${options} ${signer.line}`;
    const [, y, mo, d, h = '00', mi = '00', s = '00'] = /^(....)(..)(..)(?:(..)(..)(..))?Z$/.exec(at) ?? [];
    const moment = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
    const ours = (): unknown =>
      verifySshsig({ message, signature: signed, namespace, allowedKeys: [line], moments: [moment] });
    expect(judged('options', line, signed, message, '-O', `verify-time=${at}`) === 0).toBe(isTaken);
    expect(attempt(ours)).toBe(isTaken ? 'taken' : 'SshsigError');
  });

  test('both write the same bytes with the same key', async () => {
    const path = join(folder, 'same');
    keygen('-q', '-t', 'ed25519', '-N', '', '-C', 'x', '-f', path);
    const privateKey = readFileSync(path, 'utf8');
    expect(signSshsig({ message, namespace, privateKey })).toBe(
      await signWithSshKeygen({ message, namespace, keyPath: path }),
    );
    expect(parsePrivateKey(privateKey).comment).toBe('x');
  });

  test('an encrypted key and another type are left to ssh-keygen; its failure is named', async () => {
    const path = join(folder, 'encrypted');
    keygen('-q', '-t', 'ed25519', '-N', 'a passphrase', '-f', path);
    expect(() => signSshsig({ message, namespace, privateKey: readFileSync(path, 'utf8') })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
    keygen('-q', '-t', 'ecdsa', '-N', '', '-f', `${path}-ecdsa`);
    expect(() => parsePrivateKey(readFileSync(`${path}-ecdsa`, 'utf8'))).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
    await expect(signWithSshKeygen({ message, namespace, keyPath: join(folder, 'none') })).rejects.toMatchObject({
      code: 'signing-failed',
    });
  });

  test('a weak RSA key is refused', () => {
    const path = join(folder, 'weak');
    keygen('-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', path);
    expect(() => parsePublicKey(readFileSync(`${path}.pub`, 'utf8'))).toThrow(
      expect.objectContaining({ code: 'weak' }),
    );
  });
});
