import { spawn } from 'node:child_process';
import { SshsigError } from './errors.js';
import { maxSignatureLength, parseSignature } from './signature.js';

/** How long somebody may take to type a passphrase or touch a key. */
const patience = 120_000;

/**
 * Signs with `ssh-keygen -Y sign`: encrypted keys, keys in an agent (`keyPath` is then the public key's file) and FIDO2
 * security keys. ssh-keygen asks on the terminal itself; what it says goes to our stderr. Throws SshsigError.
 */
export const signWithSshKeygen = (options: {
  readonly message: string | Uint8Array;
  readonly namespace: string;
  readonly keyPath: string;
  readonly timeout?: number;
}): Promise<string> =>
  new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new SshsigError('signing-failed', why));
    // A path that begins with a dash stays a path: it is the value of -f.
    const child = spawn('ssh-keygen', ['-Y', 'sign', '-n', options.namespace, '-f', options.keyPath], {
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: options.timeout ?? patience,
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.length > maxSignatureLength) child.kill();
    });
    child.on('error', (error) => fail(`ssh-keygen cannot be started (${error.message}): install the OpenSSH client`));
    child.on('close', (code, signal) => {
      if (code !== 0) {
        fail(`ssh-keygen did not sign with ${options.keyPath} (${signal ?? `exit ${code}`}): see what it said above`);
        return;
      }
      try {
        parseSignature(text);
        resolve(text);
      } catch (error) {
        reject(error);
      }
    });
    // It may refuse the key before it reads the message.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.message);
  });
