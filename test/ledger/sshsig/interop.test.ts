import { describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateOperatorKey, parsePrivateKey } from '../../../ledger/sshsig/private-key.js';
import { formatPublicKey, parsePublicKey } from '../../../ledger/sshsig/public-key.js';
import { signSshsig } from '../../../ledger/sshsig/sign.js';
import { signWithSshKeygen } from '../../../ledger/sshsig/ssh-keygen.js';
import { verifySshsig } from '../../../ledger/sshsig/verify.js';
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
    const verified = verifySshsig({ message, signature, namespace, allowedKeys: [line] });
    expect(keygen('-l', '-f', `${path}.pub`)).toContain(` ${verified.fingerprint} `);
    expect(formatPublicKey(verified.key)).toBe(line.trim());
    expect(() => verifySshsig({ message: `${message} `, signature, namespace, allowedKeys: [line] })).toThrow(
      expect.objectContaining({ code: 'bad-signature' }),
    );
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
