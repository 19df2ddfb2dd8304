import type { World } from '../../world/world.js';
import { enforcedPolicy } from '../policy-principals.js';
import { grantsIn, keysIn, type GrantRecord } from './records.js';

/**
 * The policy that decides about a key, by its ARN: its key policy, and one more Allow for each grant, so that whoever
 * weighs policies needs to know nothing of grants. Unlike elsewhere, an IAM policy counts for a key only where this
 * policy names the account as a principal ("Default key policy", AWS KMS Developer Guide).
 */
export const keyResourcePolicy = (world: World, arn: string): string | undefined => {
  const [, region, account, id] = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):key\/(.+)$/.exec(arn) ?? [];
  if (region === undefined || account === undefined || id === undefined) return undefined;
  const place = { world, account, region };
  const key = keysIn(place).get(id);
  if (key === undefined) return undefined;
  const grants = grantsIn(place)
    .all()
    .filter((grant) => grant.keyId === id);
  const policy = enforcedPolicy(key.policy, key.policyIds);
  return grants.length === 0 ? policy : withGrants(policy, grants);
};

const withGrants = (policy: string, grants: readonly GrantRecord[]): string => {
  const { Statement, ...rest } = JSON.parse(policy) as { readonly Statement: unknown };
  const own: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return JSON.stringify({ ...rest, Statement: [...own, ...grants.flatMap(statementsOf)] });
};

/** Constraints hold for what has an encryption context; looking at the key and ending the grant have none. */
const UNCONSTRAINED: readonly string[] = ['DescribeKey', 'RetireGrant', 'CreateGrant', 'GetPublicKey'];

const statementsOf = (grant: GrantRecord): readonly object[] => {
  const statement = { Effect: 'Allow', Principal: { AWS: grant.grantee }, Resource: '*' };
  const condition = conditionOf(grant);
  const free = grant.operations.filter((one) => condition === undefined || UNCONSTRAINED.includes(one));
  const bound = grant.operations.filter((one) => !free.includes(one));
  const actions = (names: readonly string[]): readonly string[] => names.map((name) => `kms:${name}`);
  return [
    ...(free.length === 0 ? [] : [{ ...statement, Action: actions(free) }]),
    ...(bound.length === 0 ? [] : [{ ...statement, Action: actions(bound), Condition: condition }]),
  ];
};

const conditionOf = ({ constraints }: GrantRecord): object | undefined => {
  const { EncryptionContextEquals: equal, EncryptionContextSubset: part } = constraints ?? {};
  const pairs = { ...part, ...equal };
  if (Object.keys(pairs).length === 0) return undefined;
  return {
    StringEquals: Object.fromEntries(
      Object.entries(pairs).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
    ),
    ...(equal !== undefined && {
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': Object.keys(equal) },
    }),
  };
};
