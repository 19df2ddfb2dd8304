import { createPublicKey } from 'node:crypto';
import type {
  GetPublicKeyRequest,
  GetPublicKeyResponse,
  SignRequest,
  SignResponse,
  VerifyRequest,
  VerifyResponse,
} from '@aws-sdk/client-kms';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { invalid } from './failures.js';
import { checkGrantTokens } from './grant-tokens.js';
import { enabled, findKey, usable } from './lookup.js';
import { formerSpec, metadataOf } from './metadata.js';
import { onKey } from './needs.js';
import { signWith, verifyWith, type Signing } from './signatures.js';

const prepared = (
  call: Call,
  { KeyId = '', Message = new Uint8Array(), MessageType = 'RAW', SigningAlgorithm, GrantTokens }: SignRequest,
) => {
  checkGrantTokens(call, GrantTokens);
  if (SigningAlgorithm === undefined) throw invalid('SigningAlgorithm is required.');
  const key = usable(findKey(call, KeyId), 'SIGN_VERIFY');
  const signing: Signing = { message: Message, type: MessageType, algorithm: SigningAlgorithm };
  return { key, signing, answer: { KeyId: key.arn, SigningAlgorithm } };
};

const needs = onKey<SignRequest>(({ SigningAlgorithm, MessageType = 'RAW' }) => ({
  'kms:SigningAlgorithm': SigningAlgorithm,
  'kms:MessageType': MessageType,
}));

/** Sign, Verify, GetPublicKey. */
export const signingOperations: Operations = {
  Sign: operation<SignRequest, SignResponse>((call, input) => {
    const { key, signing, answer } = prepared(call, input);
    return { ...answer, Signature: signWith(key, signing) };
  }, needs),

  Verify: operation<VerifyRequest, VerifyResponse>((call, { Signature = new Uint8Array(), ...input }) => {
    const { key, signing, answer } = prepared(call, input);
    if (!verifyWith(key, signing, Signature)) throw new AwsFailure('KMSInvalidSignatureException', '');
    return { ...answer, SignatureValid: true };
  }, needs),

  GetPublicKey: operation<GetPublicKeyRequest, GetPublicKeyResponse>((call, { KeyId = '', GrantTokens }) => {
    checkGrantTokens(call, GrantTokens);
    const key = enabled(findKey(call, KeyId));
    if (key.material.privateKey === undefined)
      throw new AwsFailure('UnsupportedOperationException', `${key.arn} is not an asymmetric key.`);
    const { KeySpec, KeyUsage, EncryptionAlgorithms, SigningAlgorithms } = metadataOf(key);
    return {
      KeyId: key.arn,
      PublicKey: createPublicKey(key.material.privateKey).export({ type: 'spki', format: 'der' }),
      KeySpec,
      ...formerSpec(key.spec),
      KeyUsage,
      ...(EncryptionAlgorithms && { EncryptionAlgorithms }),
      ...(SigningAlgorithms && { SigningAlgorithms }),
    };
  }, onKey()),
};
