import type {
  DecryptRequest,
  DecryptResponse,
  EncryptionAlgorithmSpec,
  EncryptRequest,
  EncryptResponse,
  ReEncryptRequest,
  ReEncryptResponse,
} from '@aws-sdk/client-kms';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { decryptUnder, encryptUnder } from './ciphers.js';
import { keyNamedIn } from './envelope.js';
import { invalid, invalidCiphertext } from './failures.js';
import { checkGrantTokens } from './grant-tokens.js';
import { findKey, usable } from './lookup.js';
import { encryptionContextKeys, keyNeed, onKey } from './needs.js';
import type { KeyRecord } from './records.js';
import { isSymmetric } from './specs.js';

const SYMMETRIC: EncryptionAlgorithmSpec = 'SYMMETRIC_DEFAULT';

type Source = {
  readonly blob: Uint8Array;
  readonly keyId: string | undefined;
  readonly algorithm: EncryptionAlgorithmSpec;
};

/** The key that a ciphertext is opened with: the one it names, which must be the one asked for. */
const sourceKey = (place: Place, { blob, keyId, algorithm }: Source): KeyRecord => {
  if (algorithm !== SYMMETRIC) {
    if (keyId === undefined) throw invalid('KeyId is required to decrypt under an asymmetric key.');
    return findKey(place, keyId);
  }
  const asked = keyId === undefined ? undefined : findKey(place, keyId);
  // A key that is not symmetric fails for its usage or algorithm, whatever the blob says.
  if (asked !== undefined && !isSymmetric(asked)) return asked;
  const named = keyInBlob(place, blob);
  if (asked !== undefined && asked.arn !== named.arn)
    throw new AwsFailure(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  return named;
};

const keyInBlob = (place: Place, blob: Uint8Array): KeyRecord => {
  const arn = keyNamedIn(blob);
  try {
    return findKey(place, arn);
  } catch (error) {
    // A blob of a key that is gone, or of another Region, is as unreadable as noise.
    throw error instanceof AwsFailure ? invalidCiphertext() : error;
  }
};

const decryptSource = ({ CiphertextBlob, KeyId, EncryptionAlgorithm }: DecryptRequest): Source => ({
  blob: CiphertextBlob ?? new Uint8Array(),
  keyId: KeyId,
  algorithm: EncryptionAlgorithm ?? SYMMETRIC,
});

const reEncryptSource = (input: ReEncryptRequest): Source => ({
  blob: input.CiphertextBlob ?? new Uint8Array(),
  keyId: input.SourceKeyId,
  algorithm: input.SourceEncryptionAlgorithm ?? SYMMETRIC,
});

/** Encrypt, Decrypt, ReEncrypt. */
export const encryptionOperations: Operations = {
  Encrypt: operation<EncryptRequest, EncryptResponse>(
    (call, { KeyId = '', Plaintext = new Uint8Array(), EncryptionContext, GrantTokens, EncryptionAlgorithm }) => {
      checkGrantTokens(call, GrantTokens);
      const key = usable(findKey(call, KeyId), 'ENCRYPT_DECRYPT');
      const algorithm = EncryptionAlgorithm ?? SYMMETRIC;
      const CiphertextBlob = encryptUnder(key, Plaintext, { algorithm, context: EncryptionContext });
      return { CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm: algorithm };
    },
    onKey(({ EncryptionContext, EncryptionAlgorithm = SYMMETRIC }) => ({
      ...encryptionContextKeys(EncryptionContext),
      'kms:EncryptionAlgorithm': EncryptionAlgorithm,
    })),
  ),

  Decrypt: operation<DecryptRequest, DecryptResponse>(
    (call, input) => {
      if (input.Recipient !== undefined) throw notSimulated('Decrypt for a Nitro enclave');
      if (input.DryRunModifiers?.length) throw notSimulated('DryRunModifiers');
      checkGrantTokens(call, input.GrantTokens);
      const source = decryptSource(input);
      const key = usable(sourceKey(call, source), 'ENCRYPT_DECRYPT');
      const { algorithm } = source;
      const Plaintext = decryptUnder(key, source.blob, { algorithm, context: input.EncryptionContext });
      return { KeyId: key.arn, Plaintext, EncryptionAlgorithm: algorithm, ...materialOf(key) };
    },
    (call, input) => [
      keyNeed(call, 'kms:Decrypt', sourceKey(call, decryptSource(input)), {
        ...encryptionContextKeys(input.EncryptionContext),
        'kms:EncryptionAlgorithm': input.EncryptionAlgorithm ?? SYMMETRIC,
      }),
    ],
  ),

  ReEncrypt: operation<ReEncryptRequest, ReEncryptResponse>(
    (call, input) => {
      if (input.DryRunModifiers?.length) throw notSimulated('DryRunModifiers');
      checkGrantTokens(call, input.GrantTokens);
      const source = reEncryptSource(input);
      const from = usable(sourceKey(call, source), 'ENCRYPT_DECRYPT');
      const to = usable(findKey(call, input.DestinationKeyId ?? ''), 'ENCRYPT_DECRYPT');
      const opening = { algorithm: source.algorithm, context: input.SourceEncryptionContext };
      const algorithm = input.DestinationEncryptionAlgorithm ?? SYMMETRIC;
      const plaintext = decryptUnder(from, source.blob, opening);
      return {
        CiphertextBlob: encryptUnder(to, plaintext, { algorithm, context: input.DestinationEncryptionContext }),
        SourceKeyId: from.arn,
        KeyId: to.arn,
        SourceEncryptionAlgorithm: source.algorithm,
        DestinationEncryptionAlgorithm: algorithm,
        ...(isSymmetric(from) && { SourceKeyMaterialId: from.material.id }),
        ...(isSymmetric(to) && { DestinationKeyMaterialId: to.material.id }),
      };
    },
    (call, input) => {
      const from = sourceKey(call, reEncryptSource(input));
      const to = findKey(call, input.DestinationKeyId ?? '');
      const same = { 'kms:ReEncryptOnSameKey': String(from.arn === to.arn) };
      return [
        keyNeed(call, 'kms:ReEncryptFrom', from, { ...encryptionContextKeys(input.SourceEncryptionContext), ...same }),
        keyNeed(call, 'kms:ReEncryptTo', to, {
          ...encryptionContextKeys(input.DestinationEncryptionContext),
          ...same,
        }),
      ];
    },
  ),
};

const materialOf = (key: KeyRecord): { readonly KeyMaterialId?: string } =>
  isSymmetric(key) ? { KeyMaterialId: key.material.id } : {};
