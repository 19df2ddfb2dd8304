import { signatureNamespace } from '../workflows/contract/documents.js';
import type { AwsRecord, OperatorDocument, Recorded } from '../workflows/contract/documents.js';
import type { Operator, ProofKind } from '../workflows/contract/policy.js';
import { principalBehind, principalNamed } from './aws-proof/principals.js';
import { canonical } from './canonical.js';
import { IdentityError } from './identity-error.js';
import type { IdentityCode } from './identity-error.js';
import { readRecorded } from './signed-document.js';
import { SshsigError } from './sshsig/errors.js';
import type { SshsigCode } from './sshsig/errors.js';
import type { KeyFlags } from './sshsig/verify.js';
import { verifySshsig } from './sshsig/verify.js';

/** Whose word a signed document is, and by what: an SSH key, or a user or role of AWS. */
export type Identity = { readonly operator: Operator } & (
  { readonly fingerprint: string; readonly flags?: KeyFlags } | { readonly principal: string }
);

/**
 * What kind of proof it is. Only a key that says that its person was there and was recognised (PIN or finger) counts as
 * a security key: presence alone is a touch by anybody. OpenSSH makes such keys with `-O verify-required`.
 */
export const proofOf = (identity: Identity): ProofKind => {
  if ('principal' in identity) return 'aws';
  return identity.flags?.presence && identity.flags.verification ? 'ssh-sk' : 'ssh';
};

const codes: Readonly<Record<SshsigCode, IdentityCode>> = {
  malformed: 'malformed',
  unsupported: 'malformed',
  'signing-failed': 'malformed',
  'wrong-namespace': 'wrong-namespace',
  'unknown-key': 'unknown-key',
  'bad-signature': 'forged',
  weak: 'weak',
  'no-presence': 'no-presence',
  'not-valid': 'not-valid',
};

/** The operator that a document names; IdentityError when there is none, or more than one. */
export const operatorNamed = ({ operator: name }: OperatorDocument, operators: readonly Operator[]): Operator => {
  const [operator, ...more] = operators.filter((each) => each.name === name);
  if (operator === undefined)
    throw new IdentityError('unknown-operator', `no operator is named ${JSON.stringify(name)}`);
  if (more.length > 0) throw new IdentityError('unknown-operator', `two operators are named ${JSON.stringify(name)}`);
  return operator;
};

// What AWS said then; whose principal that is, the operators of today say.
const byAws = (operator: Operator, { checked }: AwsRecord): Identity => {
  if (checked === null) throw new IdentityError('unverified', `AWS did not say who signed for ${operator.name}`);
  const principal = principalBehind(checked.arn);
  const theirs = (operator.principals ?? []).map((arn) => principalNamed(arn));
  if (principal === null || !theirs.includes(principal) || !checked.arn.includes(`:${checked.account}:`))
    throw new IdentityError('unknown-principal', `AWS says that ${checked.arn} signed, who is not ${operator.name}`);
  return { operator, principal };
};

/**
 * Whose word a recorded document is: of the operator it names, over its canonical form, recorded at the time
 * `recordedAt`. An SSH signature is verified, by that operator's own keys, in our namespace. Of an AWS proof there is
 * only what the worker wrote down: an entry that holds one must be genuine, which is for the caller to have checked.
 * The document may be hostile. Says nothing about whether the operator may do what it asks.
 */
export const verifySigned = (recorded: Recorded, operators: readonly Operator[], recordedAt: string): Identity => {
  const read = readRecorded(recorded);
  if ('problem' in read) throw new IdentityError('malformed', read.problem);
  const { document } = read;
  const operator = operatorNamed(document, operators);
  if ('aws' in read) return byAws(operator, read.aws);
  const { signature } = read;
  try {
    const { fingerprint, flags } = verifySshsig({
      message: canonical(document),
      signature,
      namespace: signatureNamespace,
      allowedKeys: operator.keys,
      moments: [Date.parse(document.at), Date.parse(recordedAt)],
    });
    return { operator, fingerprint, ...(flags ? { flags } : {}) };
  } catch (error) {
    if (!(error instanceof SshsigError)) throw error;
    throw new IdentityError(codes[error.code], `the signature of ${operator.name} does not hold: ${error.message}`);
  }
};
