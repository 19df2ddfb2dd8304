import { takes, tally, type Vote } from '../../ledger/policy/tally.js';
import { parseAllowedSigner } from '../../ledger/sshsig/allowed-signer.js';
import type { Operator, ProofKind, Rule } from '../../workflows/contract/policy.js';

/**
 * What they can prove with, as far as the configuration shows: whether a key asks for a finger or a PIN shows when it
 * signs.
 */
export const proofKindsOf = ({ keys, principals = [] }: Operator): readonly ProofKind[] => [
  ...keys.map((line) => (parseAllowedSigner(line).key.type.startsWith('sk-') ? 'ssh-sk' : 'ssh')),
  ...principals.map(() => 'aws' as const),
];

/** Who could sign for the rule, and whether they are enough; the person who asks is not one of them. */
export const ableToSign = (
  rule: Rule,
  operators: readonly Operator[],
  requester: string | null,
): { readonly signers: readonly string[]; readonly enough: boolean } => {
  const others = operators.filter(({ person }) => person !== requester);
  const votes = new Map<string, Vote>();
  for (const { person, roles } of others) {
    const kinds = others.filter((one) => one.person === person).flatMap(proofKindsOf);
    votes.set(person, {
      person,
      verdict: 'approve',
      after: 0,
      proof: kinds.find((kind) => takes(rule, kind)) ?? kinds[0] ?? 'ssh',
      roles: [...(votes.get(person)?.roles ?? []), ...roles],
    });
  }
  const counting = [...votes.values()].filter((vote) => tally([{ ...rule, need: any(rule) }], [vote]).quorum);
  return { signers: counting.map(({ person }) => person), enough: tally([rule], [...votes.values()]).quorum };
};

// One person with any of the rule's roles.
const any = ({ need }: Rule): Rule['need'] => [{ count: 1, roles: need.flatMap(({ roles }) => roles) }];
