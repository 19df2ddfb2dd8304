import type { Instance } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { Readers } from '../filters.js';
import { partReaders, type Value, type View } from './instance-part-filters.js';
import type { InstanceRecord } from '../records.js';

/** An instance beside what is shown of it. */
export type SeenInstance = { readonly record: InstanceRecord; readonly view: Instance };

const texts = (values: readonly Value[] | undefined): readonly string[] =>
  (values ?? []).filter((one) => one !== undefined).map(String);

const flat = (readers: Readonly<Record<string, View>>): Readers<SeenInstance> =>
  Object.fromEntries(
    Object.entries(readers).map(([name, read]) => [
      name,
      ({ view }: SeenInstance) => {
        const value = read(view);
        return Array.isArray(value) ? texts(value as readonly Value[]) : (value as Value);
      },
    ]),
  );

/** The filters that are about the instance itself. */
const ofInstance: Readonly<Record<string, View>> = {
  architecture: (one) => one.Architecture,
  'availability-zone': (one) => one.Placement?.AvailabilityZone,
  'client-token': (one) => one.ClientToken,
  'dns-name': (one) => one.PublicDnsName,
  'ebs-optimized': (one) => one.EbsOptimized,
  'ena-support': (one) => one.EnaSupport,
  'hibernation-options.configured': (one) => one.HibernationOptions?.Configured,
  hypervisor: (one) => one.Hypervisor,
  'iam-instance-profile.arn': (one) => one.IamInstanceProfile?.Arn,
  'iam-instance-profile.id': (one) => one.IamInstanceProfile?.Id,
  'image-id': (one) => one.ImageId,
  'instance-id': (one) => one.InstanceId,
  'instance-lifecycle': (one) => one.InstanceLifecycle,
  'instance-state-code': (one) => one.State?.Code,
  'instance-state-name': (one) => one.State?.Name,
  'instance-type': (one) => one.InstanceType,
  'instance.group-id': (one) => one.SecurityGroups?.map((group) => group.GroupId),
  'instance.group-name': (one) => one.SecurityGroups?.map((group) => group.GroupName),
  'ip-address': (one) => one.PublicIpAddress,
  'kernel-id': (one) => one.KernelId,
  'key-name': (one) => one.KeyName,
  'launch-index': (one) => one.AmiLaunchIndex,
  'launch-time': (one) => one.LaunchTime?.toISOString(),
  'metadata-options.http-endpoint': (one) => one.MetadataOptions?.HttpEndpoint,
  'metadata-options.http-put-response-hop-limit': (one) => one.MetadataOptions?.HttpPutResponseHopLimit,
  'metadata-options.http-tokens': (one) => one.MetadataOptions?.HttpTokens,
  'metadata-options.instance-metadata-tags': (one) => one.MetadataOptions?.InstanceMetadataTags,
  'monitoring-state': (one) => one.Monitoring?.State,
  'operator.managed': (one) => one.Operator?.Managed,
  'placement-group-name': (one) => one.Placement?.GroupName,
  platform: (one) => one.Platform,
  'platform-details': (one) => one.PlatformDetails,
  'private-dns-name': (one) => one.PrivateDnsName,
  'private-ip-address': (one) => one.PrivateIpAddress,
  reason: (one) => one.StateTransitionReason,
  'root-device-name': (one) => one.RootDeviceName,
  'root-device-type': (one) => one.RootDeviceType,
  'source-dest-check': (one) => one.SourceDestCheck,
  'spot-instance-request-id': (one) => one.SpotInstanceRequestId,
  'state-reason-code': (one) => one.StateReason?.Code,
  'state-reason-message': (one) => one.StateReason?.Message,
  'subnet-id': (one) => one.SubnetId,
  tenancy: (one) => one.Placement?.Tenancy,
  'usage-operation': (one) => one.UsageOperation,
  'virtualization-type': (one) => one.VirtualizationType,
  'vpc-id': (one) => one.VpcId,
};

/** The filters of DescribeInstances (tags are the listing's). */
export const instanceReaders = ({ account }: Place): Readers<SeenInstance> => ({
  ...flat(ofInstance),
  ...flat(partReaders),
  'owner-id': () => account,
  'reservation-id': ({ record }) => record.reservationId,
});
