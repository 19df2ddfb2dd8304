import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { LogObject } from './log-objects.js';

const name = z.string().min(1).max(2_048);
const hex = z
  .string()
  .regex(/^[0-9a-f]+$/)
  .max(2_048);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

// "CloudTrail digest file structure" (AWS CloudTrail User Guide).
const shape = z.object({
  digestStartTime: z.iso.datetime(),
  digestEndTime: z.iso.datetime(),
  digestS3Bucket: name,
  digestS3Object: name,
  digestPublicKeyFingerprint: z.string().max(100),
  digestSignatureAlgorithm: z.literal('SHA256withRSA'),
  previousDigestS3Bucket: name.nullable(),
  previousDigestS3Object: name.nullable(),
  previousDigestHashValue: hash.nullable(),
  previousDigestSignature: hex.nullable(),
  logFiles: z
    .array(
      z.object({
        s3Bucket: name,
        s3Object: name,
        hashValue: hash,
        hashAlgorithm: z.literal('SHA-256'),
        newestEventTime: z.iso.datetime(),
      }),
    )
    .max(100_000),
});

/** A digest whose signature holds, with that signature and the hash of what it says. */
export type Digest = z.infer<typeof shape> & { readonly hash: string; readonly signature: string };

/** CloudTrail's public keys of one Region by fingerprint: PKCS #1, DER ("ListPublicKeys"). */
export type PublicKeys = ReadonlyMap<string, Uint8Array>;

/** SHA-256 in hexadecimal, as CloudTrail writes it. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Reads a digest file and verifies its signature, or says what is wrong. The signature is in the object's metadata, RSA
 * (PKCS #1 v1.5, SHA-256) over end time, place, hash and the signature of the digest before ("Custom implementations of
 * CloudTrail log file integrity validation").
 */
export const openDigest = (
  { bytes, metadata }: LogObject,
  place: { readonly bucket: string; readonly key: string },
  keys: PublicKeys,
): Digest | { readonly problem: string } => {
  const digest = parsed(bytes);
  if (digest === null) return { problem: 'it is no digest' };
  if (digest.digestS3Bucket !== place.bucket || digest.digestS3Object !== place.key)
    return { problem: `it was written as s3://${digest.digestS3Bucket}/${digest.digestS3Object}` };
  const key = keys.get(digest.digestPublicKeyFingerprint);
  if (key === undefined)
    return { problem: `CloudTrail has no public key ${digest.digestPublicKeyFingerprint} in this Region` };
  const signature = hex.safeParse(metadata['signature']).data;
  if (signature === undefined) return { problem: 'it has no signature' };
  const own = sha256Hex(bytes);
  const text = [
    digest.digestEndTime,
    `${place.bucket}/${place.key}`,
    own,
    digest.previousDigestSignature ?? 'null',
  ].join('\n');
  return holds(key, text, signature)
    ? { ...digest, hash: own, signature }
    : { problem: 'its signature does not hold: it was altered' };
};

const parsed = (bytes: Buffer): z.infer<typeof shape> | null => {
  try {
    return shape.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
};

const holds = (key: Uint8Array, text: string, signature: string): boolean => {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'pkcs1' });
    return verify('RSA-SHA256', Buffer.from(text), publicKey, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
};

/** What is wrong between a digest and the one that stands before it; null when the one vouches for the other. */
export const linkProblem = (
  earlier: Digest,
  later: Digest,
): { readonly kind: 'altered' | 'missing' | 'gap'; readonly object: string; readonly what: string } | null => {
  const object = later.digestS3Object;
  if (later.previousDigestS3Object === null)
    return { kind: 'gap', object, what: `the chain begins anew: nothing vouches for what was logged before it` };
  if (later.previousDigestS3Object !== earlier.digestS3Object)
    return { kind: 'missing', object: later.previousDigestS3Object, what: `${object} names it as the digest before` };
  if (later.previousDigestHashValue !== earlier.hash || later.previousDigestSignature !== earlier.signature)
    return { kind: 'altered', object: earlier.digestS3Object, what: `${object} knows it with another hash` };
  return null;
};
