import type {
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse,
  DeleteVirtualMFADeviceRequest,
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
} from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { deleteConflict, noSuchEntity } from './failures.js';
import { listed } from './listing.js';
import { iamArn, usersIn } from './records.js';
import { tagged } from './tags.js';
import { newSeed } from './totp.js';
import { mfaDevicesIn, type MfaRecord } from './user-records.js';
import { userShown } from './users.js';

/** The device of that serial number; else NoSuchEntity. */
export const deviceAt = (call: Call, serial: string | undefined): MfaRecord => {
  const device = mfaDevicesIn(call).get(serial ?? '');
  if (device === undefined) throw noSuchEntity(`MFA Device with serial number ${serial} does not exist.`);
  return device;
};

const needOnDevice = (call: Call, { SerialNumber = '*' }: { readonly SerialNumber?: string | undefined }) => [
  { action: `iam:${call.operation}`, resources: [SerialNumber] },
];

/** CreateVirtualMFADevice, DeleteVirtualMFADevice, ListVirtualMFADevices. */
export const virtualMfaOperations: Operations = {
  CreateVirtualMFADevice: operation<CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse>(
    (call, { VirtualMFADeviceName = '', Path = '/', Tags }) => {
      const serial = iamArn(call.account, 'mfa', { path: Path, name: VirtualMFADeviceName });
      if (mfaDevicesIn(call).get(serial) !== undefined)
        throw new AwsFailure('EntityAlreadyExists', 'MFADevice entity at the same path and name already exists.', 409);
      const seed = newSeed();
      mfaDevicesIn(call).put(serial, {
        serial,
        path: Path,
        name: VirtualMFADeviceName,
        seed,
        tags: tagged({}, Tags),
      });
      return { VirtualMFADevice: { SerialNumber: serial, Base32StringSeed: Buffer.from(seed) } };
    },
    (call, { VirtualMFADeviceName = '', Path = '/' }) => [
      {
        action: 'iam:CreateVirtualMFADevice',
        resources: [iamArn(call.account, 'mfa', { path: Path, name: VirtualMFADeviceName })],
      },
    ],
  ),

  DeleteVirtualMFADevice: operation<DeleteVirtualMFADeviceRequest, object>((call, { SerialNumber }) => {
    const device = deviceAt(call, SerialNumber);
    if (device.userId !== undefined) throw deleteConflict('deactivate MFA device');
    mfaDevicesIn(call).delete(device.serial);
    return {};
  }, needOnDevice),

  ListVirtualMFADevices: operation<ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse>((call, input) => {
    const { AssignmentStatus = 'Any' } = input;
    const found = mfaDevicesIn(call)
      .all()
      .filter(
        ({ userId }) => AssignmentStatus === 'Any' || (AssignmentStatus === 'Assigned') === (userId !== undefined),
      );
    const { items, rest } = listed(found, input);
    return {
      VirtualMFADevices: items.map((device) => {
        const user = usersIn(call)
          .all()
          .find(({ id }) => id === device.userId);
        return {
          SerialNumber: device.serial,
          ...(user && { User: userShown(call.account, user) }),
          ...(device.enabledAt !== undefined && { EnableDate: new Date(device.enabledAt) }),
        };
      }),
      ...rest,
    };
  }),
};
