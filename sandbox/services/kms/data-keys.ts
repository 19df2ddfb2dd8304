import { randomBytes } from 'node:crypto';
import type {
  GenerateDataKeyRequest,
  GenerateDataKeyResponse,
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
  GenerateRandomRequest,
  GenerateRandomResponse,
} from '@aws-sdk/client-kms';
import { notSimulated } from '../not-simulated.js';
import { operation, type Call, type Operations } from '../operation.js';
import { seal } from './envelope.js';
import { invalid, invalidUsage } from './failures.js';
import { checkGrantTokens } from './grant-tokens.js';
import { findKey, usable } from './lookup.js';
import { encryptionContextKeys, onKey } from './needs.js';
import { isSymmetric } from './specs.js';

const generate = (
  call: Call,
  { KeyId = '', EncryptionContext, NumberOfBytes, KeySpec, GrantTokens }: GenerateDataKeyWithoutPlaintextRequest,
) => {
  checkGrantTokens(call, GrantTokens);
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    throw invalid('Please specify either number of bytes or key spec.');
  const key = usable(findKey(call, KeyId), 'ENCRYPT_DECRYPT');
  if (!isSymmetric(key)) throw invalidUsage(`${key.arn} is not a symmetric encryption key.`);
  const Plaintext = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
  const CiphertextBlob = seal(key, Plaintext, EncryptionContext);
  return { Plaintext, rest: { CiphertextBlob, KeyId: key.arn, KeyMaterialId: key.material.id } };
};

const needs = onKey<GenerateDataKeyRequest>(({ EncryptionContext }) => ({
  ...encryptionContextKeys(EncryptionContext),
  'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
}));

/** GenerateDataKey, GenerateDataKeyWithoutPlaintext, GenerateRandom. */
export const dataKeyOperations: Operations = {
  GenerateDataKey: operation<GenerateDataKeyRequest, GenerateDataKeyResponse>((call, input) => {
    if (input.Recipient !== undefined) throw notSimulated('GenerateDataKey for a Nitro enclave');
    const { Plaintext, rest } = generate(call, input);
    return { ...rest, Plaintext };
  }, needs),

  GenerateDataKeyWithoutPlaintext: operation<
    GenerateDataKeyWithoutPlaintextRequest,
    GenerateDataKeyWithoutPlaintextResponse
  >((call, input) => generate(call, input).rest, needs),

  GenerateRandom: operation<GenerateRandomRequest, GenerateRandomResponse>((_call, input) => {
    if (input.Recipient !== undefined) throw notSimulated('GenerateRandom for a Nitro enclave');
    if (input.CustomKeyStoreId !== undefined) throw notSimulated('a custom key store');
    if (input.NumberOfBytes === undefined) throw invalid('The NumberOfBytes parameter is required.');
    return { Plaintext: randomBytes(input.NumberOfBytes) };
  }),
};
