import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { CreateGrantRequest, CreateGrantResponse, GrantOperation } from '@aws-sdk/client-kms';
import { notSimulated } from '../not-simulated.js';
import { operation, type Operations } from '../operation.js';
import { invalid, invalidArn } from './failures.js';
import { checkGrantTokens, tokenFor } from './grant-tokens.js';
import { enabled, keyById } from './lookup.js';
import { onKey } from './needs.js';
import { grantsIn, homeOf, type GrantRecord, type KeyRecord } from './records.js';
import { isSymmetric } from './specs.js';

const PRINCIPAL = /^(\d{12}|arn:aws:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/[\w+=,.@/-]+))$/;

/** A service such as EBS is granted to by its account principal, and so are people; anything else is no principal. */
const checkPrincipal = (principal: string): void => {
  if (!PRINCIPAL.test(principal)) throw invalidArn(principal);
};

const ALWAYS: readonly GrantOperation[] = ['CreateGrant', 'RetireGrant', 'DescribeKey'];
const BY_USAGE: Readonly<Partial<Record<KeyRecord['usage'], readonly GrantOperation[]>>> = {
  ENCRYPT_DECRYPT: ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo'],
  SIGN_VERIFY: ['Sign', 'Verify', 'GetPublicKey'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
};
const SYMMETRIC_ONLY: readonly GrantOperation[] = [
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
];

const checkOperations = (key: KeyRecord, operations: readonly GrantOperation[]): void => {
  const possible = [
    ...ALWAYS,
    ...(BY_USAGE[key.usage] ?? []),
    ...(isSymmetric(key) ? SYMMETRIC_ONLY : key.usage === 'ENCRYPT_DECRYPT' ? ['GetPublicKey' as const] : []),
  ];
  const wrong = operations.filter((one) => !possible.includes(one));
  if (wrong.length > 0)
    throw invalid(`Operations ${wrong.join(', ')} are not supported on a key of ${key.spec} and ${key.usage}.`);
};

/** CreateGrant. */
export const grantOperations: Operations = {
  CreateGrant: operation<CreateGrantRequest, CreateGrantResponse>(
    (call, input) => {
      const { KeyId = '', GranteePrincipal, RetiringPrincipal, Operations = [], Constraints, Name } = input;
      if (input.GranteeServicePrincipal !== undefined || input.RetiringServicePrincipal !== undefined)
        throw notSimulated('a grant to a service principal');
      if (Constraints?.SourceArn !== undefined) throw notSimulated('a grant constrained by SourceArn');
      if (GranteePrincipal === undefined)
        throw invalid('You must specify GranteePrincipal or GranteeServicePrincipal.');
      checkGrantTokens(call, input.GrantTokens);
      const key = enabled(keyById(call, KeyId));
      checkPrincipal(GranteePrincipal);
      if (RetiringPrincipal !== undefined) checkPrincipal(RetiringPrincipal);
      checkOperations(key, Operations);

      const grants = grantsIn(homeOf(call, key));
      const facts = {
        keyId: key.id,
        ...(Name !== undefined && { name: Name }),
        issuingAccount: `arn:aws:iam::${call.account}:root`,
        grantee: GranteePrincipal,
        ...(RetiringPrincipal !== undefined && { retiring: RetiringPrincipal }),
        operations: Operations,
        ...(Constraints !== undefined && { constraints: Constraints }),
      };
      const same = Name === undefined ? undefined : grants.all().find((one) => isSame(one, facts));
      const id = randomBytes(32).toString('hex');
      const grant = same ?? grants.put(id, { ...facts, id, createdAt: call.world.clock.now() });
      return { GrantId: grant.id, GrantToken: tokenFor({ key, grant }) };
    },
    onKey(({ Operations = [], GranteePrincipal, RetiringPrincipal, Constraints }) => ({
      'kms:GrantOperations': Operations,
      'kms:GranteePrincipal': GranteePrincipal,
      'kms:RetiringPrincipal': RetiringPrincipal,
      'kms:GrantConstraintType': Constraints && Object.keys(Constraints)[0],
      'kms:GrantIsForAWSResource': 'false',
    })),
  ),
};

/** A named grant asked for again is the one that is there. */
const isSame = ({ id: _id, createdAt: _at, ...grant }: GrantRecord, facts: object): boolean =>
  isDeepStrictEqual(grant, facts);
