import { z } from 'zod';
import { signatureNamespace } from '../workflows/contract/documents.js';
import type { Signed } from '../workflows/contract/documents.js';
import type { Operator, ProofKind } from '../workflows/contract/policy.js';
import { canonical } from './canonical.js';
import { signedDocumentSchema } from './signed-document.js';
import { SshsigError } from './sshsig/errors.js';
import type { SshsigCode } from './sshsig/errors.js';
import type { KeyFlags } from './sshsig/verify.js';
import { verifySshsig } from './sshsig/verify.js';

/** Why a signed document is nobody's word. */
export type IdentityCode =
  'unknown-operator' | 'unknown-key' | 'forged' | 'malformed' | 'wrong-namespace' | 'weak' | 'no-presence';

/** A signed document that is not the word of who it names; the message says what to do next. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly code: IdentityCode;

  constructor(code: IdentityCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Whose word a signed document is. */
export type Identity = { readonly operator: Operator; readonly fingerprint: string; readonly flags?: KeyFlags };

/**
 * What kind of proof it is. Only a key that says that its person was there and was recognised (PIN or finger) counts as
 * a security key: presence alone is a touch by anybody. OpenSSH makes such keys with `-O verify-required`.
 */
export const proofOf = ({ flags }: Identity): ProofKind => (flags?.presence && flags.verification ? 'ssh-sk' : 'ssh');

const codes: Readonly<Record<SshsigCode, IdentityCode>> = {
  malformed: 'malformed',
  unsupported: 'malformed',
  'signing-failed': 'malformed',
  'wrong-namespace': 'wrong-namespace',
  'unknown-key': 'unknown-key',
  'bad-signature': 'forged',
  weak: 'weak',
  'no-presence': 'no-presence',
};

const next: Readonly<Record<IdentityCode, string>> = {
  'unknown-operator': 'Add them to the configuration, or choose a configured operator with --as.',
  'unknown-key': 'Sign with a key that is listed for this operator, or list this key in the configuration.',
  forged: 'Nothing was accepted. Sign the document again, exactly as it was exported.',
  malformed: 'Sign the document again; a damaged copy cannot be repaired.',
  'wrong-namespace': `Sign it with: ssh-keygen -Y sign -n ${signatureNamespace}`,
  weak: 'Use an Ed25519 key, or RSA of 2048 bits or more with rsa-sha2-512.',
  'no-presence': 'Touch the security key when it blinks, and do not disable touch when making its key.',
};

const refused = (code: IdentityCode, why: string): IdentityError => new IdentityError(code, `${why}. ${next[code]}`);

/**
 * Whose word a signed document is: the operator it names, by one of that operator's own keys, over its canonical form,
 * in our namespace. The document may be hostile. Says nothing about whether the operator may do what it asks.
 */
export const verifySigned = (signed: Signed, operators: readonly Operator[]): Identity => {
  const parsed = signedDocumentSchema.safeParse(signed);
  if (!parsed.success)
    throw refused('malformed', `the signed document is malformed: ${z.prettifyError(parsed.error).slice(0, 400)}`);
  const { document, signature } = parsed.data;
  const named = operators.filter(({ name }) => name === document.operator);
  const [operator] = named;
  if (operator === undefined)
    throw refused('unknown-operator', `no operator is named ${JSON.stringify(document.operator)}`);
  if (named.length > 1)
    throw refused('unknown-operator', `two operators are named ${JSON.stringify(document.operator)}`);
  try {
    const { fingerprint, flags } = verifySshsig({
      message: canonical(document),
      signature,
      namespace: signatureNamespace,
      allowedKeys: operator.keys,
    });
    return { operator, fingerprint, ...(flags ? { flags } : {}) };
  } catch (error) {
    if (!(error instanceof SshsigError)) throw error;
    throw refused(codes[error.code], `the signature of ${operator.name} does not hold: ${error.message}`);
  }
};
