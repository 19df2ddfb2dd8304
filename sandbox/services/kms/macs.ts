import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  GenerateMacRequest,
  GenerateMacResponse,
  MacAlgorithmSpec,
  VerifyMacRequest,
  VerifyMacResponse,
} from '@aws-sdk/client-kms';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { invalidUsage } from './failures.js';
import { checkGrantTokens } from './grant-tokens.js';
import { findKey, usable } from './lookup.js';
import { onKey } from './needs.js';
import { factsOf } from './specs.js';

const macOf = (call: Call, { KeyId = '', Message, MacAlgorithm, GrantTokens }: GenerateMacRequest) => {
  checkGrantTokens(call, GrantTokens);
  const key = usable(findKey(call, KeyId), 'GENERATE_VERIFY_MAC');
  const algorithm: MacAlgorithmSpec | undefined = factsOf(key.spec).mac.find((one) => one === MacAlgorithm);
  if (algorithm === undefined)
    throw invalidUsage(`Algorithm ${MacAlgorithm} and key spec ${key.spec} are not compatible`);
  const hash = `sha${algorithm.slice('HMAC_SHA_'.length)}`;
  const mac = createHmac(hash, Buffer.from(key.material.secret ?? '', 'base64'))
    .update(Message ?? '')
    .digest();
  return { KeyId: key.arn, MacAlgorithm: algorithm, mac };
};

const needs = onKey<GenerateMacRequest>(({ MacAlgorithm }) => ({ 'kms:MacAlgorithm': MacAlgorithm }));

/** GenerateMac, VerifyMac. */
export const macOperations: Operations = {
  GenerateMac: operation<GenerateMacRequest, GenerateMacResponse>((call, input) => {
    const { mac, ...rest } = macOf(call, input);
    return { ...rest, Mac: mac };
  }, needs),

  VerifyMac: operation<VerifyMacRequest, VerifyMacResponse>((call, { Mac = new Uint8Array(), ...input }) => {
    const { mac, ...rest } = macOf(call, input);
    if (mac.length !== Mac.length || !timingSafeEqual(mac, Mac)) throw new AwsFailure('KMSInvalidMacException', '');
    return { ...rest, MacValid: true };
  }, needs),
};
