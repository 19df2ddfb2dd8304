import { createHash } from 'node:crypto';
import { SshsigError } from './errors.js';
import { armored, string, uint32, unarmored, WireReader } from './wire.js';

const magic = Buffer.from('SSHSIG');
const label = 'SSH SIGNATURE';

/** The longest armored signature that is read; the longest genuine one (RSA 16384) has about 6 KiB. */
export const maxSignatureLength = 16 * 1024;

/** The parts of an SSHSIG blob (OpenSSH PROTOCOL.sshsig). */
export type SshSignature = {
  readonly publicKey: Buffer;
  readonly namespace: string;
  readonly hash: 'sha256' | 'sha512';
  readonly algorithm: string;
  /** What follows the algorithm's name inside the signature. */
  readonly value: Buffer;
};

/** Reads an armored signature strictly: one blob, version 1, nothing left over. */
export const parseSignature = (text: string): SshSignature => {
  const reader = new WireReader(unarmored(label, text, maxSignatureLength));
  if (!reader.take(magic.length).equals(magic)) throw new SshsigError('malformed', 'it is not an SSH signature');
  const version = reader.uint32();
  if (version !== 1) throw new SshsigError('malformed', `SSH signatures of version ${version} are not known`);
  const publicKey = reader.string();
  const namespace = reader.string().toString('utf8');
  if (namespace === '') throw new SshsigError('malformed', 'the SSH signature has no namespace');
  // PROTOCOL.sshsig lets verifiers ignore what stands here; nothing that signs today writes anything.
  if (reader.string().length > 0) throw new SshsigError('malformed', 'the SSH signature uses a reserved field');
  const hash = reader.name();
  if (hash !== 'sha256' && hash !== 'sha512')
    throw new SshsigError('malformed', 'an SSH signature hashes with sha256 or sha512');
  const signature = new WireReader(reader.string());
  reader.end();
  return { publicKey, namespace, hash, algorithm: signature.name(), value: signature.rest() };
};

/** Writes what `parseSignature` reads, byte for byte as ssh-keygen does. */
export const formatSignature = (signature: SshSignature): string =>
  armored(
    label,
    Buffer.concat([
      magic,
      uint32(1),
      string(signature.publicKey),
      string(signature.namespace),
      string(''),
      string(signature.hash),
      string(Buffer.concat([string(signature.algorithm), signature.value])),
    ]),
  );

/** The bytes the key signs: preamble, namespace and the hash of the message, never the message itself. */
export const bytesToSign = (message: string | Uint8Array, namespace: string, hash: 'sha256' | 'sha512'): Buffer =>
  Buffer.concat([
    magic,
    string(namespace),
    string(''),
    string(hash),
    string(createHash(hash).update(message).digest()),
  ]);
