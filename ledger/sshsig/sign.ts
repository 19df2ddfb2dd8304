import { sign } from 'node:crypto';
import { parsePrivateKey } from './private-key.js';
import { bytesToSign, formatSignature } from './signature.js';
import { string } from './wire.js';

/** Signs with the text of an unencrypted Ed25519 key file: the same bytes as `ssh-keygen -Y sign` makes. */
export const signSshsig = (options: {
  readonly message: string | Uint8Array;
  readonly namespace: string;
  readonly privateKey: string;
}): string => {
  const { blob, key } = parsePrivateKey(options.privateKey);
  const value = string(sign(null, bytesToSign(options.message, options.namespace, 'sha512'), key));
  return formatSignature({
    publicKey: blob,
    namespace: options.namespace,
    hash: 'sha512',
    algorithm: 'ssh-ed25519',
    value,
  });
};
