import type {
  DisableKeyRotationRequest,
  EnableKeyRotationRequest,
  GetKeyRotationStatusRequest,
  GetKeyRotationStatusResponse,
} from '@aws-sdk/client-kms';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { enabled, keyById, managedKey } from './lookup.js';
import { onKey } from './needs.js';
import { keysIn, type KeyRecord } from './records.js';
import { isSymmetric } from './specs.js';

const DAY = 86_400_000;
const YEAR = 365;

const rotatable = (key: KeyRecord): KeyRecord => {
  if (!isSymmetric(key)) throw new AwsFailure('UnsupportedOperationException', `${key.arn} cannot be rotated.`);
  return key;
};

/** EnableKeyRotation, DisableKeyRotation, GetKeyRotationStatus: what is set, and when the next rotation is due. */
export const rotationOperations: Operations = {
  EnableKeyRotation: operation<EnableKeyRotationRequest, object>(
    (call, { KeyId = '', RotationPeriodInDays = YEAR }) => {
      const key = rotatable(enabled(managedKey(call, KeyId, 'kms:EnableKeyRotation')));
      const rotation = { periodDays: RotationPeriodInDays, since: call.world.clock.now() };
      keysIn(call).put(key.id, { ...key, rotation });
      return {};
    },
    onKey(({ RotationPeriodInDays = YEAR }) => ({ 'kms:RotationPeriodInDays': String(RotationPeriodInDays) })),
  ),

  DisableKeyRotation: operation<DisableKeyRotationRequest, object>((call, { KeyId = '' }) => {
    const { rotation: _, ...key } = rotatable(enabled(managedKey(call, KeyId, 'kms:DisableKeyRotation')));
    keysIn(call).put(key.id, key);
    return {};
  }, onKey()),

  GetKeyRotationStatus: operation<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse>((call, { KeyId = '' }) => {
    const key = keyById(call, KeyId);
    const setting = key.manager === 'AWS' ? { periodDays: YEAR, since: key.createdAt } : key.rotation;
    if (!isSymmetric(key) || setting === undefined || key.state === 'PendingDeletion')
      return { KeyId: key.arn, KeyRotationEnabled: false };
    const period = setting.periodDays * DAY;
    const done = Math.floor((call.world.clock.now() - setting.since) / period);
    return {
      KeyId: key.arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: setting.periodDays,
      NextRotationDate: new Date(setting.since + (done + 1) * period),
    };
  }, onKey()),
};
