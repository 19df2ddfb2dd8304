import type { BlockDeviceMapping, RunInstancesRequest, TagSpecification } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import { findTemplate, versionOf } from './launch-template-records.js';

const onlyGiven = <T extends object>(request: T): T =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as T;

/** `over` in place of what `under` says about the same thing. */
const merged = <T>(under: readonly T[], over: readonly T[], name: (one: T) => string | undefined): T[] => [
  ...under.filter((one) => !over.some((other) => name(other) === name(one))),
  ...over,
];

/** A launch request with what its launch template says, where the request itself says nothing. */
export const withTemplate = (
  place: Place,
  { LaunchTemplate, ...request }: RunInstancesRequest,
): RunInstancesRequest => {
  if (LaunchTemplate === undefined) return request;
  const { data } = versionOf(findTemplate(place, LaunchTemplate), LaunchTemplate.Version ?? undefined);
  const { RamDiskId: _, InstanceRequirements: __, ...under } = data;
  const own = onlyGiven(request);
  const disks = (under.BlockDeviceMappings ?? []) as readonly BlockDeviceMapping[];
  const tags = (under.TagSpecifications ?? []) as readonly TagSpecification[];
  return {
    ...(under as Partial<RunInstancesRequest>),
    ...own,
    BlockDeviceMappings: merged(disks, own.BlockDeviceMappings ?? [], (one) => one.DeviceName),
    TagSpecifications: merged(tags, own.TagSpecifications ?? [], (one) => one.ResourceType),
  };
};
