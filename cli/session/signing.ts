import { existsSync, readFileSync } from 'node:fs';
import { canonical } from '../../ledger/canonical.js';
import { signSshsig } from '../../ledger/sshsig/sign.js';
import { signWithSshKeygen } from '../../ledger/sshsig/ssh-keygen.js';
import { signatureNamespace, type OperatorDocument, type Signed } from '../../workflows/contract/documents.js';
import type { Json } from '../../workflows/contract/json.js';
import type { Config } from '../../worker/config.js';
import { CliError, exit } from '../errors.js';
import { mustBeSignable } from './signable.js';

/** The canonical text of a document: exactly what is signed, byte for byte. */
export const signedText = (document: OperatorDocument): string => canonical(document as unknown as Json);

/** By what a person can prove here that it is their word. */
export const proofs = ['ssh', 'aws'] as const;
export type Proof = (typeof proofs)[number];

/** By which of them the configuration lets an operator. */
export const proofsOf = ({ keys, principals }: Config['operators'][number]): readonly Proof[] => [
  ...(keys.length > 0 ? (['ssh'] as const) : []),
  ...(principals.length > 0 ? (['aws'] as const) : []),
];

/**
 * Signs a document for the operator it names, if it is one that can be handed in: as `proof` says, else with their SSH key, unless AWS is all they have.
 */
export const sign = async <T extends OperatorDocument>(
  config: Config,
  document: T,
  proof?: Proof,
): Promise<Signed<T>> => {
  mustBeSignable(document);
  const operator = config.operators.find((one) => one.name === document.operator);
  if (!operator)
    throw new CliError(
      exit.refused,
      'unknown-operator',
      `There is no operator ${document.operator}.`,
      `Choose one with --as: ${config.operators.map((one) => one.name).join(', ') || 'none is configured'}.`,
    );
  if (proof === 'aws' || (proof === undefined && !proofsOf(operator).includes('ssh'))) {
    const { signWithAws } = await import('./aws-signing.js');
    return signWithAws(config, document);
  }
  return signWithSsh(operator, document);
};

// Plain Ed25519 key files are read here; for everything else (agent, passphrase, security key) `ssh-keygen` asks its own
// questions.
const signWithSsh = async <T extends OperatorDocument>(
  operator: Config['operators'][number],
  document: T,
): Promise<Signed<T>> => {
  const key = operator.signsWith;
  if (!key || !existsSync(key))
    throw new CliError(
      exit.refused,
      'no-key',
      `There is no key here to sign as ${operator.name}.`,
      'Set signsWith for this operator in firebreak.yaml, or sign on another machine: --export FILE.',
    );
  const message = signedText(document);
  const text = readFileSync(key, 'utf8');
  try {
    return { document, signature: signSshsig({ message, namespace: signatureNamespace, privateKey: text }) };
  } catch {
    const signature = await signWithSshKeygen({ message, namespace: signatureNamespace, keyPath: key });
    return { document, signature };
  }
};
