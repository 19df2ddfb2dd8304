import { constants, createHash, verify } from 'node:crypto';
import { SshsigError } from './errors.js';
import { mustBeAllowed, parseAllowedSigner } from './allowed-signer.js';
import type { AllowedSigner } from './allowed-signer.js';
import type { SshPublicKey } from './public-key.js';
import { bytesToSign, parseSignature } from './signature.js';
import type { SshSignature } from './signature.js';
import { uint32, WireReader } from './wire.js';

/** What a security key says about the moment of signing. */
export type KeyFlags = { readonly presence: boolean; readonly verification: boolean; readonly counter: number };

/** Whose signature it is. `flags` only for security keys; software can claim to be one, so they are no attestation. */
export type VerifiedSignature = { readonly key: SshPublicKey; readonly fingerprint: string; readonly flags?: KeyFlags };

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

// RFC 5656: r and s as mpints. Node takes them side by side, each as long as the curve (IEEE P1363).
const ecdsaValue = (bytes: Uint8Array, size: number): Buffer => {
  const reader = new WireReader(bytes);
  const numbers = [reader.mpint(), reader.mpint()];
  reader.end();
  if (numbers.some((number) => number.length > size))
    throw new SshsigError('malformed', 'the ECDSA signature is too long');
  return Buffer.concat(numbers.flatMap((number) => [Buffer.alloc(size - number.length), number]));
};

// RFC 8332; ssh-rsa means SHA-1 and is refused.
const rsaDigests: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' };

const holds = (
  key: SshPublicKey,
  signature: SshSignature,
  data: Buffer,
): { readonly holds: boolean; readonly flags?: KeyFlags } => {
  const { scheme } = key;
  const reader = new WireReader(signature.value);
  if (scheme.kind === 'rsa') {
    const digest = rsaDigests[signature.algorithm];
    if (digest === undefined)
      throw new SshsigError('weak', `RSA signatures by ${signature.algorithm} are refused; use rsa-sha2-512`);
    const value = reader.string();
    reader.end();
    // OpenSSH accepts a signature without its leading zeros.
    if (value.length > scheme.bytes) return { holds: false };
    const padded = Buffer.concat([Buffer.alloc(scheme.bytes - value.length), value]);
    return { holds: verify(digest, data, { key: key.key, padding: constants.RSA_PKCS1_PADDING }, padded) };
  }
  if (signature.algorithm !== key.type)
    throw new SshsigError('malformed', `a ${key.type} key does not sign by ${signature.algorithm}`);
  const value = reader.string();
  const { application } = scheme;
  const flags = application === null ? null : { bits: reader.byte(), counter: reader.uint32() };
  reader.end();
  // PROTOCOL.u2f: an authenticator signs H(application), flags, counter, H(data).
  const signed =
    application === null || flags === null
      ? data
      : Buffer.concat([sha256(application), Buffer.of(flags.bits), uint32(flags.counter), sha256(data)]);
  const good =
    scheme.kind === 'ed25519'
      ? value.length === 64 && verify(null, signed, key.key, value)
      : verify(scheme.digest, signed, { key: key.key, dsaEncoding: 'ieee-p1363' }, ecdsaValue(value, scheme.size));
  if (flags === null) return { holds: good };
  return {
    holds: good,
    flags: { presence: (flags.bits & 1) !== 0, verification: (flags.bits & 4) !== 0, counter: flags.counter },
  };
};

// A key can be listed more than once, for example for two spans of time: one of its lines must allow it.
const allowed = (
  { publicKey, namespace }: SshSignature,
  { allowedKeys, moments }: { readonly allowedKeys: readonly string[]; readonly moments: readonly number[] },
): AllowedSigner => {
  let refusal = new SshsigError('unknown-key', 'the key that signed is not among the allowed keys');
  for (const line of allowedKeys) {
    const signer = parseAllowedSigner(line);
    if (!signer.key.blob.equals(publicKey)) continue;
    try {
      mustBeAllowed(signer, namespace, moments);
      return signer;
    } catch (error) {
      if (!(error instanceof SshsigError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
};

/**
 * Verifies an armored SSHSIG as `ssh-keygen -Y verify` does, and more strictly: the namespace must be ours, the key one
 * of `allowedKeys` (lines of an allowed_signers file, without principal) and valid at all of `moments` (milliseconds),
 * RSA at least 2048 bits with SHA-2, and a security key must say that somebody touched it. Returns whose signature it is
 * or throws SshsigError; everything in `signature` may be hostile.
 */
export const verifySshsig = (options: {
  readonly message: string | Uint8Array;
  readonly signature: string;
  readonly namespace: string;
  readonly allowedKeys: readonly string[];
  readonly moments: readonly number[];
}): VerifiedSignature => {
  const signature = parseSignature(options.signature);
  if (signature.namespace !== options.namespace) {
    throw new SshsigError(
      'wrong-namespace',
      `it was signed for ${JSON.stringify(signature.namespace.slice(0, 80))}, not for ${options.namespace}`,
    );
  }
  const { key } = allowed(signature, options);
  const result = holds(key, signature, bytesToSign(options.message, options.namespace, signature.hash));
  if (!result.holds) throw new SshsigError('bad-signature', 'the signature does not fit what was signed');
  if (result.flags && !result.flags.presence) {
    throw new SshsigError('no-presence', 'the security key signed without being touched');
  }
  return { key, fingerprint: key.fingerprint, ...(result.flags ? { flags: result.flags } : {}) };
};
