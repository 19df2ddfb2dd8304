import { hexId } from '../../ids.js';
import { AwsFailure, type Place } from '../../operation.js';
import type { ImageRecord } from '../images/image-records.js';
import { findImage, refuseUnavailable } from '../images/image-views.js';
import { enter, keyUnusable } from './instance-states.js';
import { instanceType, type InstanceTypeFacts } from './instance-type-facts.js';
import { checkKeyName } from './key-pair-records.js';
import { interfacePlans, plugIn } from './launch-interfaces.js';
import { checkArchitecture, countOf, protectionOf, spotOf, type LaunchRequest } from './launch-options.js';
import { diskPlans, makeDisks } from './launch-volumes.js';
import { metadataWith } from './metadata-options.js';
import { associate, profileNamed } from './profile-use.js';
import { publicAddressOnStart } from '../interfaces/public-addresses.js';
import { instancesIn, type InstanceRecord } from '../records.js';
import { timings } from '../timings.js';
import { hasUnusableDisk } from '../storage/volume-life.js';
import { checkedUserData } from './user-data.js';

/** What all instances of a launch have in common. */
const common = (place: Place, request: LaunchRequest, image: ImageRecord, type: InstanceTypeFacts) => {
  const now = place.world.clock.now();
  const spot = spotOf(request);
  const { InstanceInitiatedShutdownBehavior: shutdownBehavior = 'stop', UserData, KeyName, ClientToken } = request;
  if (KeyName !== undefined) checkKeyName(place, KeyName);
  const metadata = {
    tokens: image.imdsSupport === 'v2.0' ? ('required' as const) : ('optional' as const),
    hops: image.imdsSupport === 'v2.0' ? 2 : 1,
    endpoint: 'enabled' as const,
    ipv6: 'disabled' as const,
    tags: 'disabled' as const,
  };
  return {
    imageId: image.id,
    platform: image.platform,
    architecture: image.architecture,
    rootDevice: image.rootDevice,
    type: type.name,
    reservationId: hexId('r'),
    launchedAt: now,
    ...(ClientToken !== undefined && { clientToken: ClientToken }),
    ...(KeyName !== undefined && { keyName: KeyName }),
    ...(UserData !== undefined && { userData: checkedUserData(UserData) }),
    tenancy: request.Placement?.Tenancy ?? 'default',
    ebsOptimized: request.EbsOptimized === true,
    monitoring: request.Monitoring?.Enabled === true,
    hibernation: request.HibernationOptions?.Configured === true,
    shutdownBehavior,
    ...spot,
    ...protectionOf(request, spot.spot),
    metadata: metadataWith(metadata, request.MetadataOptions ?? {}, now + timings.metadataOptions),
    state: { from: 'pending', to: 'running', at: now, until: now },
  } as const;
};

export type { LaunchRequest };

/**
 * Launches as many instances as the request allows, for RunInstances and for services that launch for a customer. It
 * refuses what AWS refuses; permissions, client tokens and tags are the caller's.
 */
export const launchInstances = (place: Place, request: LaunchRequest): readonly InstanceRecord[] => {
  const count = countOf(request);
  if (request.ImageId === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter ImageId');
  const image = findImage(place, request.ImageId);
  refuseUnavailable(place, image);
  const type = instanceType(request.InstanceType ?? 'm1.small');
  checkArchitecture(image, type);
  const profile = request.IamInstanceProfile && profileNamed(place, request.IamInstanceProfile);
  const shared = common(place, request, image, type);
  const interfaces = interfacePlans(place, request, type, count);
  const [primary] = interfaces;
  if (primary === undefined) throw new Error('a launch has no interface');
  const { id: subnetId, vpcId, zone } = primary.subnet;
  const disks = diskPlans(image, request);
  return Array.from({ length: count }, (_, launchIndex) => {
    const id = hexId('i');
    const devices = makeDisks(place, zone, disks);
    instancesIn(place).put(id, { ...shared, id, launchIndex, subnetId, vpcId, zone, devices });
    plugIn(place, id, interfaces);
    if (profile !== undefined) associate(place, id, profile, true);
    const ms = timings.instanceStart;
    if (hasUnusableDisk(place, { devices }))
      return enter(place, id, { from: 'pending', to: 'terminated', ms, reason: keyUnusable });
    const record = enter(place, id, { from: 'pending', to: 'running', ms });
    publicAddressOnStart(place, id);
    return record;
  });
};
