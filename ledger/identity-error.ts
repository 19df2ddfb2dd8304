import { signatureNamespace } from '../workflows/contract/documents.js';

/** Why a signed document is nobody's word. */
export type IdentityCode =
  | 'unknown-operator'
  | 'unknown-key'
  | 'unknown-principal'
  | 'forged'
  | 'malformed'
  | 'wrong-namespace'
  | 'weak'
  | 'no-presence'
  | 'not-valid'
  | 'stale-proof'
  | 'refused-by-aws'
  | 'unverified';

const next: Readonly<Record<IdentityCode, string>> = {
  'unknown-operator': 'Add them to the configuration, or choose a configured operator with --as.',
  'unknown-key': 'Sign with a key that is listed for this operator, or list this key in the configuration.',
  forged: 'Nothing was accepted. Sign the document again, exactly as it was exported.',
  malformed: 'Sign the document again; a damaged copy cannot be repaired.',
  'wrong-namespace': `Sign it with: ssh-keygen -Y sign -n ${signatureNamespace}`,
  weak: 'Use an Ed25519 key, or RSA of 2048 bits or more with rsa-sha2-512.',
  'no-presence': 'Touch the security key when it blinks, and do not disable touch when making its key.',
  'not-valid': 'Sign with another key, or change valid-after or valid-before of this one in the configuration.',
  'unknown-principal': 'Sign with the credentials of a user or role that is listed under principals for this operator.',
  'stale-proof': 'Sign again, and check the clock: a proof by AWS is good for five minutes.',
  'refused-by-aws': 'Check the credentials with: aws sts get-caller-identity',
  unverified: 'Nothing was accepted. Find out what stands between the worker and AWS STS, or sign with an SSH key.',
};

/** A signed document that is not the word of who it names; the message says why, and what to do next. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly code: IdentityCode;

  constructor(code: IdentityCode, why: string) {
    super(`${why}. ${next[code]}`);
    this.code = code;
  }
}
