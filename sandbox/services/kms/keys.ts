import type {
  CreateKeyRequest,
  CreateKeyResponse,
  DescribeKeyRequest,
  DescribeKeyResponse,
  KeySpec,
  KeyUsageType,
  ListKeysRequest,
  ListKeysResponse,
  UpdateKeyDescriptionRequest,
} from '@aws-sdk/client-kms';
import { notSimulated } from '../not-simulated.js';
import { operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { uuid } from '../ids.js';
import { INVALID_MARKER, invalid } from './failures.js';
import { defaultPolicy, keyPolicyFrom } from './key-policy.js';
import { findKey, managedKey, notPendingDeletion } from './lookup.js';
import { newMaterial } from './material.js';
import { FORMER_SPEC, metadataOf } from './metadata.js';
import { onKey, requestTags } from './needs.js';
import { keysIn, type KeyRecord } from './records.js';
import { specs } from './specs.js';
import { tagsFrom } from './tags.js';

/** Puts a new, enabled key into the account and Region of `place`. */
export const putNewKey = (
  place: Place,
  facts: Pick<KeyRecord, 'spec' | 'usage' | 'manager' | 'description' | 'policy' | 'policyIds' | 'tags'>,
): KeyRecord => {
  const { account, region, world } = place;
  const id = uuid();
  return keysIn(place).put(id, {
    ...facts,
    id,
    arn: `arn:aws:kms:${region}:${account}:key/${id}`,
    account,
    region,
    createdAt: world.clock.now(),
    state: 'Enabled',
    material: newMaterial(facts.spec),
  });
};

const usageOf = (spec: KeySpec, asked: KeyUsageType | undefined): KeyUsageType => {
  const facts = specs[spec];
  if (facts === undefined) throw notSimulated(`a key of spec ${spec}`);
  if (asked === undefined && spec !== 'SYMMETRIC_DEFAULT')
    throw invalid('You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.');
  const usage = asked ?? 'ENCRYPT_DECRYPT';
  if (usage === 'KEY_AGREEMENT' && spec.startsWith('ECC_NIST_P')) throw notSimulated('key agreement');
  if (!facts.usages.includes(usage)) throw invalid(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  return usage;
};

/** CreateKey, DescribeKey, ListKeys, UpdateKeyDescription. */
export const keyOperations: Operations = {
  CreateKey: operation<CreateKeyRequest, CreateKeyResponse>(
    (call, { KeySpec, KeyUsage, Description = '', Policy, Tags, ...rest }) => {
      const former = (rest as Readonly<Record<string, unknown>>)[FORMER_SPEC] as KeySpec | undefined;
      if (KeySpec !== undefined && former !== undefined)
        throw invalid('You cannot specify KeySpec and CustomerMasterKeySpec in the same request.');
      if ((rest.Origin ?? 'AWS_KMS') !== 'AWS_KMS') throw notSimulated(`a key of origin ${rest.Origin}`);
      if (rest.MultiRegion === true) throw notSimulated('a multi-Region key');
      const spec = KeySpec ?? former ?? 'SYMMETRIC_DEFAULT';
      const usage = usageOf(spec, KeyUsage);
      const policy = keyPolicyFrom(
        call,
        Policy ?? defaultPolicy(call.account),
        rest.BypassPolicyLockoutSafetyCheck === true,
      );
      const tags = tagsFrom(Tags ?? []);
      const facts = { spec, usage, manager: 'CUSTOMER', description: Description, ...policy, tags } as const;
      const key = putNewKey(call, facts);
      return { KeyMetadata: metadataOf(key) };
    },
    (_call, { Tags, KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT', BypassPolicyLockoutSafetyCheck }) => {
      const context = {
        'kms:KeySpec': KeySpec,
        'kms:KeyUsage': KeyUsage,
        'kms:KeyOrigin': 'AWS_KMS',
        'kms:BypassPolicyLockoutSafetyCheck': String(BypassPolicyLockoutSafetyCheck === true),
        ...(requestTags(Tags) as Record<string, string>),
      };
      return ['kms:CreateKey', ...(Tags?.length ? ['kms:TagResource'] : [])].map((action) => ({
        action,
        resources: ['*'],
        context,
      }));
    },
  ),

  DescribeKey: operation<DescribeKeyRequest, DescribeKeyResponse>(
    (call, { KeyId = '' }) => ({ KeyMetadata: metadataOf(findKey(call, KeyId)) }),
    onKey(),
  ),

  ListKeys: operation<ListKeysRequest, ListKeysResponse>((call, { Limit, Marker }) => {
    const { items, next } = page(keysIn(call).all(), {
      max: Limit,
      token: Marker,
      usual: 100,
      invalid: INVALID_MARKER,
    });
    return {
      Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
      Truncated: next !== undefined,
      ...(next && { NextMarker: next }),
    };
  }),

  UpdateKeyDescription: operation<UpdateKeyDescriptionRequest, object>((call, { KeyId = '', Description = '' }) => {
    const key = notPendingDeletion(managedKey(call, KeyId, 'kms:UpdateKeyDescription'));
    keysIn(call).put(key.id, { ...key, description: Description });
    return {};
  }, onKey()),
};
