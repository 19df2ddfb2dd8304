import type { Call, Need } from '../operation.js';
import { findKey } from './lookup.js';
import type { KeyRecord } from './records.js';

/** Condition keys of a request, as far as they are known. */
export type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The permission `action` on `key`, with the condition keys that KMS gives to every request about a key. */
export const keyNeed = (call: Call, action: string, key: KeyRecord, context: Context = {}): Need => ({
  action,
  resources: [key.arn],
  context: defined({
    'kms:CallerAccount': call.account,
    'kms:KeySpec': key.spec,
    'kms:KeyUsage': key.usage,
    'kms:KeyOrigin': 'AWS_KMS',
    'kms:MultiRegion': 'false',
    ...Object.fromEntries(Object.entries(key.tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value])),
    ...context,
  }),
});

/** What an operation needs whose permission is its own action on the key that `KeyId` names. */
export const onKey =
  <Input extends { readonly KeyId?: string | undefined }>(contextOf: (input: Input) => Context = () => ({})) =>
  (call: Call, input: Input): readonly Need[] => {
    const { KeyId = '' } = input;
    const key = findKey(call, KeyId);
    const alias = /(^|:)(alias\/.+)$/.exec(KeyId)?.[2];
    return [keyNeed(call, `kms:${call.operation}`, key, { ...contextOf(input), 'kms:RequestAlias': alias })];
  };

/** Condition keys of an encryption context. */
export const encryptionContextKeys = (context: Readonly<Record<string, string>> | undefined): Context =>
  context === undefined || Object.keys(context).length === 0
    ? {}
    : {
        'kms:EncryptionContextKeys': Object.keys(context),
        ...Object.fromEntries(Object.entries(context).map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
      };

/** Condition keys of the tags that a request carries. */
export const requestTags = (
  tags: readonly { readonly TagKey?: string | undefined; readonly TagValue?: string | undefined }[] | undefined,
): Context =>
  tags === undefined || tags.length === 0
    ? {}
    : {
        'aws:TagKeys': tags.map(({ TagKey = '' }) => TagKey),
        ...Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [`aws:RequestTag/${TagKey}`, TagValue])),
      };

const defined = (context: Context): Readonly<Record<string, string | readonly string[]>> =>
  Object.fromEntries(
    Object.entries(context).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
