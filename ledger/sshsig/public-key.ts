import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SshsigError } from './errors.js';
import { strictBase64, string, WireReader } from './wire.js';

const ecdsaCurves = {
  'ecdsa-sha2-nistp256': { name: 'nistp256', crv: 'P-256', size: 32, digest: 'sha256' },
  'ecdsa-sha2-nistp384': { name: 'nistp384', crv: 'P-384', size: 48, digest: 'sha384' },
  'ecdsa-sha2-nistp521': { name: 'nistp521', crv: 'P-521', size: 66, digest: 'sha512' },
} as const;

/** How a key signs: what a verifier has to know of it. */
export type KeyScheme =
  | { readonly kind: 'ed25519'; readonly application: string | null }
  | {
      readonly kind: 'ecdsa';
      readonly size: number;
      readonly digest: 'sha256' | 'sha384' | 'sha512';
      /** The FIDO application of a security key's key, else null. */
      readonly application: string | null;
    }
  | { readonly kind: 'rsa'; readonly bytes: number };

/** An OpenSSH public key. Two keys are the same when their `blob`s are. */
export type SshPublicKey = {
  readonly type: string;
  readonly blob: Buffer;
  readonly comment: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  readonly key: KeyObject;
  readonly scheme: KeyScheme;
};

/** RSA below this is refused. */
export const minimumRsaBits = 2048;

const maxBlob = 8 * 1024;

const jwk = (key: {
  readonly kty: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}): KeyObject => {
  try {
    return createPublicKey({ format: 'jwk', key });
  } catch {
    // A point that is not on its curve ends here.
    throw new SshsigError('malformed', 'malformed SSH key: its numbers are not a key');
  }
};

const ed25519 = (reader: WireReader): KeyObject => {
  const raw = reader.string();
  if (raw.length !== 32) throw new SshsigError('malformed', 'malformed SSH key: an Ed25519 key has 32 bytes');
  return jwk({ kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') });
};

const ecdsa = (
  reader: WireReader,
  type: keyof typeof ecdsaCurves,
): { readonly key: KeyObject; readonly size: number; readonly digest: 'sha256' | 'sha384' | 'sha512' } => {
  const { name, crv, size, digest } = ecdsaCurves[type];
  if (reader.name() !== name) throw new SshsigError('malformed', `malformed SSH key: its curve is not ${name}`);
  const point = reader.string();
  if (point.length !== 1 + 2 * size || point[0] !== 4)
    throw new SshsigError('malformed', 'malformed SSH key: its point is not uncompressed');
  const x = point.subarray(1, 1 + size).toString('base64url');
  return { key: jwk({ kty: 'EC', crv, x, y: point.subarray(1 + size).toString('base64url') }), size, digest };
};

const rsa = (reader: WireReader): { readonly key: KeyObject; readonly scheme: KeyScheme } => {
  const e = reader.mpint();
  const n = reader.mpint();
  const bits = n.length * 8 - Math.clz32(n[0] ?? 0) + 24;
  if (bits < minimumRsaBits)
    throw new SshsigError('weak', `an RSA key of ${bits} bits is too weak; use ${minimumRsaBits} or more, or Ed25519`);
  const key = jwk({ kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') });
  return { key, scheme: { kind: 'rsa', bytes: n.length } };
};

// RFC 8709 (Ed25519), RFC 5656 (ECDSA), RFC 4253 (RSA), OpenSSH PROTOCOL.u2f (security keys).
const body = (type: string, reader: WireReader): { readonly key: KeyObject; readonly scheme: KeyScheme } => {
  switch (type) {
    case 'ssh-ed25519':
      return { key: ed25519(reader), scheme: { kind: 'ed25519', application: null } };
    case 'sk-ssh-ed25519@openssh.com':
      return { key: ed25519(reader), scheme: { kind: 'ed25519', application: reader.name() } };
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521': {
      const { key, size, digest } = ecdsa(reader, type);
      return { key, scheme: { kind: 'ecdsa', size, digest, application: null } };
    }
    case 'sk-ecdsa-sha2-nistp256@openssh.com': {
      const { key, size, digest } = ecdsa(reader, 'ecdsa-sha2-nistp256');
      return { key, scheme: { kind: 'ecdsa', size, digest, application: reader.name() } };
    }
    case 'ssh-rsa':
      return rsa(reader);
    default:
      throw new SshsigError('unsupported', `SSH keys of type ${type.slice(0, 60)} are not supported; use ssh-ed25519`);
  }
};

/** Reads the wire form of a public key. Throws SshsigError: malformed, weak or unsupported. */
export const readPublicKey = (blob: Uint8Array, comment = ''): SshPublicKey => {
  if (blob.length > maxBlob) throw new SshsigError('malformed', 'malformed SSH key: it is too long');
  const reader = new WireReader(blob);
  const type = reader.name();
  const { key, scheme } = body(type, reader);
  reader.end();
  return { type, blob: Buffer.from(blob), comment, fingerprint: fingerprint(blob), key, scheme };
};

/** Reads one line of an `id_….pub` file: `type base64 [comment]`. */
export const parsePublicKey = (line: string): SshPublicKey => {
  const [, type = '', base64 = '', comment = ''] =
    /^([!-~]+) +([A-Za-z0-9+/=]+)(?: +([^\r\n]*))?$/.exec(line.trim()) ?? [];
  if (type === '' || line.length > 2 * maxBlob)
    throw new SshsigError('malformed', 'an SSH public key is one line: type, base64, comment');
  const key = readPublicKey(strictBase64(base64), comment);
  if (key.type !== type) throw new SshsigError('malformed', `the SSH key says it is ${type} and is ${key.type}`);
  return key;
};

/** `type base64 comment`, as ssh-keygen writes it, without a line end. */
export const formatPublicKey = (key: {
  readonly type: string;
  readonly blob: Uint8Array;
  readonly comment: string;
}): string => `${key.type} ${Buffer.from(key.blob).toString('base64')}${key.comment === '' ? '' : ` ${key.comment}`}`;

/** The wire form of an Ed25519 public key. */
export const ed25519Blob = (raw: Uint8Array): Buffer => Buffer.concat([string('ssh-ed25519'), string(raw)]);

/** `SHA256:…` of a key's wire form, as `ssh-keygen -l` prints it. */
export const fingerprint = (blob: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
