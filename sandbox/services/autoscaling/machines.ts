import type { RunInstancesRequest, TagSpecification } from '@aws-sdk/client-ec2';
import type { InstanceRecord } from '../ec2/records.js';
import { launchInstances } from '../ec2/instances/launch.js';
import { terminateInstances } from '../ec2/instances/instance-power.js';
import { putSystemTag, putTags } from '../ec2/tags.js';
import { AwsFailure, type Place } from '../operation.js';
import { launchRequest } from './launch-requests.js';
import type { GroupRecord, Source } from './records.js';

const GROUP_TAG = 'aws:autoscaling:groupName';

/** An instance that was launched for a group, and what from: the version of a template by its number. */
export type Launched = InstanceRecord & { readonly source: Source };

/**
 * Launches one instance of a group in a subnet, with the tags that the template and the group hand on. Errors are
 * EC2's own. All or nothing: who catches an error finds nothing of the launch.
 */
export const launch = (place: Place, group: GroupRecord, subnetId: string): Launched =>
  place.world.store.transact(() => {
    const { request, source } = launchRequest(place, group.source);
    const { TagSpecifications = [], ...plain } = placed(request, subnetId);
    const [instance] = launchInstances(place, plain);
    if (instance === undefined) throw new Error('a launch made no instance');
    const own = group.tags.filter(({ propagate }) => propagate).map(({ key, value }) => ({ Key: key, Value: value }));
    putTags(place, instance.id, 'instance', [...tagsFor('instance', TagSpecifications), ...own]);
    for (const { volumeId } of instance.devices)
      putTags(place, volumeId, 'volume', tagsFor('volume', TagSpecifications));
    putGroupTag(place, instance.id, group.name);
    return { ...instance, source };
  });

const tagsFor = (type: string, specifications: readonly TagSpecification[]) =>
  specifications.filter((one) => one.ResourceType === type).flatMap((one) => one.Tags ?? []);

/** Refuses a group whose template EC2 would not launch from, as AWS tries it out. */
export const checkLaunchable = (place: Place, group: GroupRecord): void => {
  const [subnetId] = group.subnets;
  if (group.source.template === undefined || subnetId === undefined) return;
  const tried = new Error('tried');
  try {
    place.world.store.transact(() => {
      launch(place, group, subnetId);
      throw tried;
    });
  } catch (error) {
    if (error instanceof AwsFailure && error.status < 500)
      throw new AwsFailure('ValidationError', `You must use a valid fully-formed launch template. ${error.message}`);
    if (error !== tried) throw error;
  }
};

/** Ends an instance. Auto Scaling is not held back by termination protection. */
export const terminate = (place: Place, id: string): void => terminateInstances(place, [id]);

/** Tells on an instance which group it is in; undefined takes that away. */
export const putGroupTag = (place: Place, id: string, group: string | undefined): void =>
  putSystemTag(place, id, 'instance', GROUP_TAG, group);

/** A request for one instance in one subnet; interfaces that the template names are made there. */
const placed = (request: RunInstancesRequest, subnetId: string): RunInstancesRequest => {
  const { NetworkInterfaces = [], ...rest } = request;
  const one = { ...rest, MinCount: 1, MaxCount: 1 };
  return NetworkInterfaces.length === 0
    ? { ...one, SubnetId: subnetId }
    : { ...one, NetworkInterfaces: NetworkInterfaces.map((each) => ({ ...each, SubnetId: subnetId })) };
};
