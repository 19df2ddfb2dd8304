import { isIPv4 } from 'node:net';
import { AwsFailure, type Place } from '../../operation.js';
import { addressesIn, type AddressRecord } from '../network/network-records.js';
import { publicIpsOf, type PublicIp } from './public-addresses.js';
import { interfacesIn, type InterfaceRecord } from '../records.js';

/** An interface and the Elastic IP address it has. */
export type Holder = { readonly row: InterfaceRecord; readonly publicIp: PublicIp };

/** Every associated Elastic IP address of an account in a Region. */
const holders = (place: Place): readonly Holder[] =>
  interfacesIn(place)
    .all()
    .flatMap((row) =>
      publicIpsOf(row).flatMap((publicIp) => (publicIp.allocationId === undefined ? [] : [{ row, publicIp }])),
    );

/** What has the Elastic IP address of an allocation, if anything does. */
export const holderOf = (place: Place, allocationId: string): Holder | undefined =>
  holders(place).find((one) => one.publicIp.allocationId === allocationId);

/** What has the Elastic IP address of an association, if it exists. */
export const holderByAssociation = (place: Place, associationId: string): Holder | undefined =>
  holders(place).find((one) => one.publicIp.associationId === associationId);

/** What has the Elastic IP address of an association; else AWS's refusal. */
export const associationHolder = (place: Place, associationId: string): Holder => {
  const holder = holderByAssociation(place, associationId);
  if (holder === undefined)
    throw new AwsFailure('InvalidAssociationID.NotFound', `The association ID '${associationId}' does not exist`);
  return holder;
};

/** An allocation by id; AWS has no error of its own for ids that are malformed. */
export const findAllocation = (place: Place, id: string): AddressRecord => {
  const row = addressesIn(place).get(id);
  if (row === undefined)
    throw new AwsFailure('InvalidAllocationID.NotFound', `The allocation ID '${id}' does not exist`);
  return row;
};

/** An allocation by its address; else AWS's refusal. */
export const addressOf = (place: Place, ip: string): AddressRecord => {
  if (!isIPv4(ip)) throw new AwsFailure('InvalidAddress.Malformed', `Invalid value for address '${ip}'`);
  const row = addressesIn(place)
    .all()
    .find((one) => one.ip === ip);
  if (row === undefined) throw new AwsFailure('InvalidAddress.NotFound', `Address '${ip}' not found.`);
  return row;
};
