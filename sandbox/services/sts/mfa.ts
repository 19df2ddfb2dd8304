import { isCurrentCode } from '../iam/totp.js';
import { mfaDevicesIn } from '../iam/user-records.js';
import { AwsFailure, type Call } from '../operation.js';

/** What requests that may be made with MFA carry. */
export type MfaInput = { readonly SerialNumber?: string | undefined; readonly TokenCode?: string | undefined };

/** Whether a request proves MFA; refuses a wrong code, and a device that is not the caller's. */
export const provesMfa = (call: Call, { SerialNumber, TokenCode }: MfaInput): boolean => {
  if (SerialNumber === undefined && TokenCode === undefined) return false;
  const device = SerialNumber === undefined ? undefined : mfaDevicesIn(call).get(SerialNumber);
  const isTheirs = device?.userId !== undefined && device.userId === call.caller.userId;
  if (!isTheirs || TokenCode === undefined || !isCurrentCode(device.seed, TokenCode))
    throw new AwsFailure('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ', 403);
  return true;
};
