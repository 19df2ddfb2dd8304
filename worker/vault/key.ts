import { accountOf } from '../../workflows/contract/names.js';
import { differs, holds, missing, orNull, type Property } from './property.js';
import { aliasOf, vaultAccount, type Site } from './site.js';
import { lacking, policyOf, statementsIn, type Statement } from './statements.js';

/** The policy of the vault's key: the account decides by IAM, and nobody ends the key: what it encrypts would be lost. */
const keyStatements = (account: string): readonly Statement[] => [
  {
    Sid: 'Account',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: ['kms:*'],
    Resource: ['*'],
  },
  {
    Sid: 'NobodyEndsTheKey',
    Effect: 'Deny',
    Principal: '*',
    Action: ['kms:ScheduleKeyDeletion', 'kms:DisableKey'],
    Resource: ['*'],
  },
];

/** The ARN of the vault's key: what is configured, else what its alias stands for; null while there is none. */
export const keyOf = async ({ vault, clients }: Site): Promise<string | null> => {
  if (vault.keyArn) return vault.keyArn;
  const { KeyMetadata } = (await orNull(clients.kms.describeKey({ KeyId: aliasOf(vault) }), 'NotFoundException')) ?? {};
  return KeyMetadata?.Arn ?? null;
};

/** The key: there, enabled, of the vault's account; rotated each year; and that nobody ends it. */
export const keyProperties = (site: Site): readonly Property[] => {
  const { vault, clients } = site;
  const { kms } = clients;
  const account = vaultAccount(vault);
  const wanted = keyStatements(account);
  const KeyId = vault.keyArn ?? aliasOf(vault);
  return [
    {
      name: 'key',
      should: `an enabled symmetric key of account ${account}`,
      fix: 'Give vault.keyArn the ARN of a key that is, or leave it out and run firebreak vault init: it makes one.',
      look: async () => {
        const { KeyMetadata } = (await orNull(kms.describeKey({ KeyId }), 'NotFoundException')) ?? {};
        if (!KeyMetadata) return vault.keyArn ? differs(`${KeyId} does not exist`) : missing('no key');
        const { Arn = '', KeyState, KeySpec, KeyManager } = KeyMetadata;
        const isFit =
          accountOf(Arn) === account &&
          KeyState === 'Enabled' &&
          KeySpec === 'SYMMETRIC_DEFAULT' &&
          KeyManager === 'CUSTOMER';
        return isFit ? holds(Arn) : differs(`${Arn}: ${KeyState}, ${KeySpec}, of ${accountOf(Arn)}, ${KeyManager}`);
      },
      make: async () => {
        const made = await kms.createKey({ Description: `Evidence in ${vault.bucket}`, Policy: policyOf(wanted) });
        await kms.createAlias({ AliasName: aliasOf(vault), TargetKeyId: made.KeyMetadata?.KeyId });
      },
    },
    {
      name: 'key policy',
      should: 'nobody disables the key or schedules its deletion',
      fix: `Add to the policy of the key: ${JSON.stringify(wanted.at(-1))}`,
      look: async () => {
        const { Policy } =
          (await orNull(kms.getKeyPolicy({ KeyId: (await keyOf(site)) ?? KeyId }), 'NotFoundException')) ?? {};
        if (Policy === undefined) return missing('no key');
        const found = lacking(statementsIn(Policy) ?? [], wanted.slice(1));
        return found.length === 0 ? holds('nobody ends the key') : differs('whoever IAM lets may end the key');
      },
      // Each key has one from the beginning.
      make: async () => undefined,
    },
    {
      name: 'key rotation',
      should: 'each year',
      fix: 'aws kms enable-key-rotation',
      look: async () => {
        const key = await keyOf(site);
        const status = key && (await orNull(kms.getKeyRotationStatus({ KeyId: key }), 'NotFoundException'));
        return status && status.KeyRotationEnabled ? holds('on') : missing('off');
      },
      make: async () => kms.enableKeyRotation({ KeyId: (await keyOf(site)) ?? KeyId }),
    },
  ];
};
