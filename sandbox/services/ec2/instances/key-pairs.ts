import { createHash, generateKeyPairSync } from 'node:crypto';
import type {
  CreateKeyPairRequest,
  DeleteKeyPairRequest,
  DeleteKeyPairResult,
  DescribeKeyPairsRequest,
  DescribeKeyPairsResult,
  ImportKeyPairRequest,
  ImportKeyPairResult,
  KeyPair,
} from '@aws-sdk/client-ec2';
import { hexId } from '../../ids.js';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { filtered } from '../filters.js';
import { checkKeyName, keyPairsIn, type KeyPairRecord } from './key-pair-records.js';
import { arnOf, dropTags, tagList, tagNew, tagsOf } from '../tags.js';

const put = (call: Call, name: string, facts: Pick<KeyPairRecord, 'type' | 'fingerprint' | 'publicKey'>) => {
  if (keyPairsIn(call).get(name) !== undefined)
    throw new AwsFailure('InvalidKeyPair.Duplicate', `The keypair '${name}' already exists.`);
  const createdAt = call.world.clock.now();
  return keyPairsIn(call).put(name, { ...facts, id: hexId('key'), name, createdAt });
};

const colons = (hex: string): string => (hex.match(/../g) ?? []).join(':');

const shown = (call: Call, { id, name, fingerprint }: KeyPairRecord) => ({
  KeyPairId: id,
  KeyName: name,
  KeyFingerprint: fingerprint,
  Tags: tagList(call, id),
});

const onName = (call: Call, { KeyName = '*' }: { readonly KeyName?: string | undefined }) => [
  { action: `ec2:${call.operation}`, resources: [arnOf(call, 'key-pair', KeyName)] },
];

/** CreateKeyPair, ImportKeyPair, DescribeKeyPairs, DeleteKeyPair. */
export const keyPairOperations: Operations = {
  CreateKeyPair: operation<CreateKeyPairRequest, KeyPair>(
    (call, { KeyName = '', KeyType = 'rsa', TagSpecifications }) => {
      const pair =
        KeyType === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
      const secret = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
      const row = put(call, KeyName, {
        type: KeyType,
        fingerprint:
          KeyType === 'rsa'
            ? colons(createHash('sha1').update(secret).digest('hex'))
            : createHash('sha256').update(secret).digest('base64'),
        publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      });
      tagNew(call, row.id, 'key-pair', TagSpecifications);
      const KeyMaterial = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      return { ...shown(call, row), KeyMaterial };
    },
    onName,
  ),

  ImportKeyPair: operation<ImportKeyPairRequest, ImportKeyPairResult>(
    (call, { KeyName = '', PublicKeyMaterial = Buffer.alloc(0), TagSpecifications }) => {
      const text = Buffer.from(PublicKeyMaterial).toString('utf8').trim();
      const [, type, base64 = ''] = /^ssh-(rsa|ed25519) ([A-Za-z0-9+/=]+)/.exec(text) ?? [];
      if (type !== 'rsa' && type !== 'ed25519')
        throw new AwsFailure('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
      const fingerprint = colons(createHash('md5').update(Buffer.from(base64, 'base64')).digest('hex'));
      const row = put(call, KeyName, { type, fingerprint, publicKey: text });
      tagNew(call, row.id, 'key-pair', TagSpecifications);
      return shown(call, row);
    },
    onName,
  ),

  DescribeKeyPairs: operation<DescribeKeyPairsRequest, DescribeKeyPairsResult>(
    (call, { KeyNames = [], KeyPairIds = [], IncludePublicKey, Filters }) => {
      const byId = (id: string): KeyPairRecord => {
        const row = keyPairsIn(call)
          .all()
          .find((one) => one.id === id);
        if (row === undefined)
          throw new AwsFailure('InvalidKeyPair.NotFound', `The key pair ID '${id}' does not exist`);
        return row;
      };
      const rows =
        KeyNames.length + KeyPairIds.length > 0
          ? [...KeyNames.map((name) => checkKeyName(call, name)), ...KeyPairIds.map(byId)]
          : keyPairsIn(call).all();
      const readers = {
        fingerprint: (one: KeyPairRecord) => one.fingerprint,
        'key-name': (one: KeyPairRecord) => one.name,
        'key-pair-id': (one: KeyPairRecord) => one.id,
      };
      return {
        KeyPairs: filtered(rows, Filters, readers, (one) => tagsOf(call, one.id)).map((row) => ({
          ...shown(call, row),
          KeyType: row.type,
          CreateTime: new Date(row.createdAt),
          ...(IncludePublicKey === true && { PublicKey: row.publicKey }),
        })),
      };
    },
  ),

  DeleteKeyPair: operation<DeleteKeyPairRequest, DeleteKeyPairResult>((call, { KeyName, KeyPairId }) => {
    const row = keyPairsIn(call)
      .all()
      .find((one) => one.name === KeyName || one.id === KeyPairId);
    // Deleting what is not there succeeds.
    if (row === undefined) return { Return: true };
    keyPairsIn(call).delete(row.name);
    dropTags(call, row.id);
    return { Return: true, KeyPairId: row.id };
  }, onName),
};
