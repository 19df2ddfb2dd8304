import type {
  DeactivateMFADeviceRequest,
  EnableMFADeviceRequest,
  GetMFADeviceRequest,
  GetMFADeviceResponse,
  ListMFADevicesRequest,
  ListMFADevicesResponse,
} from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { callerName } from './caller.js';
import { noSuchEntity, quotaExceeded } from './failures.js';
import { userNamed } from './find.js';
import { listed } from './listing.js';
import { needOnOwn } from './own.js';
import { usersIn } from './records.js';
import { codeAt, isCurrentCode } from './totp.js';
import { mfaDevicesIn, type MfaRecord } from './user-records.js';
import { deviceAt } from './virtual-mfa.js';

const MOST_PER_USER = 8;

/** The unique id of the named user, or of the caller; the account for root. */
const ownerIdOf = (call: Call, UserName: string | undefined): string => {
  const name = UserName ?? callerName(call);
  return name === undefined ? call.account : userNamed(call, name).id;
};

const ownerName = (call: Call, { userId }: MfaRecord): string | undefined =>
  usersIn(call)
    .all()
    .find(({ id }) => id === userId)?.name;

/** EnableMFADevice, DeactivateMFADevice, GetMFADevice, ListMFADevices. */
export const mfaOperations: Operations = {
  EnableMFADevice: operation<EnableMFADeviceRequest, object>((call, input) => {
    const owner = ownerIdOf(call, input.UserName);
    const device = deviceAt(call, input.SerialNumber);
    if (device.userId !== undefined)
      throw new AwsFailure(
        'EntityAlreadyExists',
        `MFA Device with serial number ${device.serial} already exists.`,
        409,
      );
    const theirs = mfaDevicesIn(call)
      .all()
      .filter(({ userId }) => userId === owner);
    if (theirs.length >= MOST_PER_USER) throw quotaExceeded('MFADevicesPerUser', MOST_PER_USER);
    const { AuthenticationCode1 = '', AuthenticationCode2 = '' } = input;
    if (!areConsecutive(device.seed, AuthenticationCode1, AuthenticationCode2))
      throw new AwsFailure('InvalidAuthenticationCode', 'Authentication code for device is not valid.', 403);
    mfaDevicesIn(call).put(device.serial, { ...device, userId: owner, enabledAt: call.world.clock.now() });
    return {};
  }, needOnOwn),

  DeactivateMFADevice: operation<DeactivateMFADeviceRequest, object>((call, { UserName, SerialNumber }) => {
    const owner = ownerIdOf(call, UserName);
    const { userId, enabledAt: _, ...device } = deviceAt(call, SerialNumber);
    if (userId !== owner) throw noSuchEntity(`MFA Device invalid for user.`);
    mfaDevicesIn(call).put(device.serial, device);
    return {};
  }, needOnOwn),

  GetMFADevice: operation<GetMFADeviceRequest, GetMFADeviceResponse>((call, { SerialNumber, UserName }) => {
    const device = deviceAt(call, SerialNumber);
    if (UserName !== undefined && device.userId !== ownerIdOf(call, UserName))
      throw noSuchEntity(`MFA Device invalid for user.`);
    return {
      SerialNumber: device.serial,
      UserName: ownerName(call, device),
      ...(device.enabledAt !== undefined && { EnableDate: new Date(device.enabledAt) }),
    };
  }, needOnOwn),

  ListMFADevices: operation<ListMFADevicesRequest, ListMFADevicesResponse>((call, input) => {
    const owner = ownerIdOf(call, input.UserName);
    const theirs = mfaDevicesIn(call)
      .all()
      .filter(({ userId }) => userId === owner);
    const { items, rest } = listed(theirs, input);
    return {
      MFADevices: items.map((device) => ({
        UserName: ownerName(call, device) ?? call.account,
        SerialNumber: device.serial,
        EnableDate: new Date(device.enabledAt ?? 0),
      })),
      ...rest,
    };
  }, needOnOwn),
};

/** Two codes that the device shows one after the other, about now. */
const areConsecutive = (seed: string, one: string, other: string): boolean =>
  one !== other &&
  (isCurrentCode(seed, one) || isCurrentCode(seed, other)) &&
  [-2, -1, 0, 1].some(
    (steps) => codeAt(seed, Date.now(), steps) === one && codeAt(seed, Date.now(), steps + 1) === other,
  );
