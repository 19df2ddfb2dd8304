import { randomBytes } from 'node:crypto';
import { AwsFailure, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { findGroup, findInterface, findSubnet } from '../finders.js';
import { checkedGroups, defaultGroupOf } from './interface-groups.js';
import { takeIpv6Addresses, takePrivateAddresses } from './private-addresses.js';
import { releaseAutomatic } from './public-addresses.js';
import { limit, quotas } from '../quotas.js';
import { interfacesIn, interfacesOf, type InterfaceRecord } from '../records.js';
import { dropTags } from '../tags.js';

/** What an interface shall be. Left out: what AWS does by default. */
export type InterfaceSpec = {
  readonly subnetId: string;
  /** Default: the VPC's default group. */
  readonly groups?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly type?: InterfaceRecord['type'] | undefined;
  /** Made by AWS for another resource: its user may not change it. The text is what AWS calls the requester. */
  readonly requesterId?: string | undefined;
  readonly privateIp?: string | undefined;
  readonly secondaryIps?: readonly string[] | undefined;
  readonly secondaryCount?: number | undefined;
  readonly ipv6?: readonly string[] | undefined;
  /** Default: one where the subnet assigns IPv6 addresses on creation, else none. */
  readonly ipv6Count?: number | undefined;
  /** Default: false. A launch passes the subnet's `mapPublicIp` or the caller's `AssociatePublicIpAddress`. */
  readonly autoPublic?: boolean | undefined;
  readonly sourceDestCheck?: boolean | undefined;
  readonly tracking?: InterfaceRecord['tracking'];
};

/**
 * Makes an interface, attached to nothing. It has no public address yet: `publicAddressOnStart` gives it one once it is
 * attached to an instance that starts.
 */
export const createInterface = (place: Place, spec: InterfaceSpec): InterfaceRecord => {
  const subnet = findSubnet(place, spec.subnetId);
  const rows = interfacesIn(place);
  const message = 'The maximum number of network interfaces has been reached.';
  limit(rows.all().length + 1, quotas.interfaces, 'NetworkInterfaceLimitExceeded', message);
  for (const id of spec.groups ?? [])
    if (findGroup(place, id).vpcId !== subnet.vpcId)
      throw new AwsFailure(
        'InvalidParameter',
        `Security group ${id} and subnet ${subnet.id} belong to different networks.`,
      );
  const groups =
    spec.groups === undefined || spec.groups.length === 0 ? [defaultGroupOf(place, subnet.vpcId)] : spec.groups;
  const named = [...(spec.privateIp === undefined ? [] : [spec.privateIp]), ...(spec.secondaryIps ?? [])];
  const secondary = spec.secondaryCount ?? 0;
  const unnamed = secondary + (spec.privateIp === undefined ? 1 : 0);
  const taken = takePrivateAddresses(place, subnet, named, unnamed);
  // Without a named primary address the first unnamed one is it.
  const privateIps =
    spec.privateIp === undefined ? [...taken.slice(named.length), ...taken.slice(0, named.length)] : taken;
  const ipv6Count = spec.ipv6Count ?? (spec.ipv6 === undefined && subnet.assignIpv6 ? 1 : 0);
  const id = hexId('eni');
  return rows.put(id, {
    id,
    ownerId: place.account,
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    zone: subnet.zone,
    description: spec.description ?? '',
    type: spec.type ?? 'interface',
    requesterManaged: spec.requesterId !== undefined,
    ...(spec.requesterId !== undefined && { requesterId: spec.requesterId }),
    mac: newMac(),
    // A NAT gateway has no security groups at all.
    groups: spec.type === 'nat_gateway' ? [] : checkedGroups(place, subnet.vpcId, groups),
    privateIps,
    ipv6: takeIpv6Addresses(place, subnet, spec.ipv6 ?? [], ipv6Count),
    sourceDestCheck: spec.sourceDestCheck ?? true,
    autoPublic: spec.autoPublic ?? false,
    ...(spec.tracking && { tracking: spec.tracking }),
  });
};

// A locally administered unicast address, as Amazon's are.
const newMac = (): string => ['0a', ...(randomBytes(5).toString('hex').match(/../g) ?? [])].join(':');

/** What an attachment shall be. Whether the instance may take it (state, zone, type's limit) is the caller's to check. */
export type AttachmentSpec = {
  readonly interfaceId: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
};

/** Attaches a free interface to a free device of an instance. */
export const attachInterface = (place: Place, spec: AttachmentSpec): InterfaceRecord => {
  const { interfaceId, instanceId, deviceIndex, deleteOnTermination } = spec;
  const row = findInterface(place, interfaceId);
  if (row.attachment !== undefined || row.requesterManaged)
    throw new AwsFailure('InvalidNetworkInterface.InUse', `Interface: [${interfaceId}] in use.`);
  const others = interfacesOf(place, instanceId);
  if (others.some((one) => one.attachment?.deviceIndex === deviceIndex))
    throw new AwsFailure(
      'InvalidParameterValue',
      `Instance '${instanceId}' already has an interface attached at device index '${deviceIndex}'.`,
    );
  const attachment = {
    id: hexId('eni-attach'),
    instanceId,
    deviceIndex,
    attachedAt: place.world.clock.now(),
    deleteOnTermination,
  };
  return interfacesIn(place).put(interfaceId, { ...row, attachment });
};

/** Detaches an interface at once. An auto-assigned public address is gone with it; an Elastic one stays. */
export const detachInterface = (place: Place, interfaceId: string): InterfaceRecord => {
  releaseAutomatic(place, interfaceId);
  const { attachment: _, ...rest } = findInterface(place, interfaceId);
  return interfacesIn(place).put(interfaceId, rest);
};

/** Deletes an interface that is attached to nothing. An Elastic IP address is free again. */
export const deleteInterface = (place: Place, interfaceId: string): void => {
  const row = findInterface(place, interfaceId);
  if (row.attachment !== undefined)
    throw new AwsFailure('InvalidParameterValue', `Network interface '${interfaceId}' is currently in use.`);
  interfacesIn(place).delete(interfaceId);
  dropTags(place, interfaceId);
};
