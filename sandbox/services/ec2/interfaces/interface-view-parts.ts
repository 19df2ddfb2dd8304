import type { NetworkInterfaceAttachment } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import { vpcsIn } from '../network/network-records.js';
import { publicDnsName, type PublicIp } from './public-addresses.js';
import type { InterfaceRecord } from '../records.js';
import { timings } from '../timings.js';

/** Whether an interface's VPC gives it DNS names. */
export const hasHostnames = (place: Place, { vpcId }: InterfaceRecord): boolean =>
  vpcsIn(place).get(vpcId)?.dnsHostnames ?? false;

/** A public address as an `Association` has it, without its ids. */
export const publicShown = (place: Place, row: InterfaceRecord, held: PublicIp) => ({
  PublicIp: held.ip,
  PublicDnsName: hasHostnames(place, row) ? publicDnsName(place.region, held.ip) : '',
  IpOwnerId: held.allocationId === undefined ? 'amazon' : row.ownerId,
});

/** Idle timeouts in seconds, those that somebody set. */
export const trackingShown = (tracking: NonNullable<InterfaceRecord['tracking']>) => ({
  ...(tracking.tcpEstablished !== undefined && { TcpEstablishedTimeout: tracking.tcpEstablished }),
  ...(tracking.udpStream !== undefined && { UdpStreamTimeout: tracking.udpStream }),
  ...(tracking.udp !== undefined && { UdpTimeout: tracking.udp }),
});

/** An attachment to an instance, as far as both views show it. */
export const attachmentShown = (place: Place, attachment: NonNullable<InterfaceRecord['attachment']>) => {
  const isNew = place.world.clock.now() < attachment.attachedAt + timings.interfaceAttachment;
  return {
    AttachmentId: attachment.id,
    AttachTime: new Date(attachment.attachedAt),
    DeleteOnTermination: attachment.deleteOnTermination,
    DeviceIndex: attachment.deviceIndex,
    NetworkCardIndex: 0,
    Status: attachment.leavingAt !== undefined ? 'detaching' : isNew ? 'attaching' : 'attached',
  } as const;
};

/** How AWS attaches what it made for itself: under an id that no user can act on. */
export const managedAttachment = (row: InterfaceRecord): NetworkInterfaceAttachment | undefined =>
  row.requesterManaged
    ? {
        AttachmentId: row.id.replace('eni', 'ela-attach'),
        DeleteOnTermination: false,
        DeviceIndex: 1,
        InstanceOwnerId: 'amazon-aws',
        Status: 'attached',
      }
    : undefined;
