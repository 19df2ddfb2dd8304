import type { Instance, InstanceBlockDeviceMapping } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import { stateOf, stateShape } from './instance-states.js';
import { instanceType } from './instance-type-facts.js';
import { instanceInterface } from '../interfaces/interface-views.js';
import { describeMetadataOptions } from './metadata-views.js';
import { profileOf } from './profile-views.js';
import { interfacesOf, type InstanceRecord } from '../records.js';
import { tagList } from '../tags.js';
import { deviceState } from '../storage/volume-attachments.js';

/** The disks of an instance as it shows them. */
export const describeDevices = (place: Place, { devices }: InstanceRecord): InstanceBlockDeviceMapping[] =>
  devices.map((device) => ({
    DeviceName: device.name,
    Ebs: {
      VolumeId: device.volumeId,
      AttachTime: new Date(device.attachedAt),
      DeleteOnTermination: device.deleteOnTermination,
      Status: deviceState(place, device),
    },
  }));

/** What an instance has of its network. Groups and addresses are those of the interface at device 0; after the end, none. */
const network = (place: Place, record: InstanceRecord) => {
  const interfaces = interfacesOf(place, record.id).map((row) => instanceInterface(place, row));
  const primary = interfaces.find((one) => one.Attachment?.DeviceIndex === 0);
  if (primary === undefined)
    return { NetworkInterfaces: [], SecurityGroups: [], PrivateDnsName: '', PublicDnsName: '' };
  const { Association: association } = primary;
  return {
    SubnetId: record.subnetId,
    VpcId: record.vpcId,
    NetworkInterfaces: interfaces,
    SecurityGroups: primary.Groups ?? [],
    SourceDestCheck: primary.SourceDestCheck,
    PrivateIpAddress: primary.PrivateIpAddress,
    PrivateDnsName: primary.PrivateDnsName ?? '',
    ...(association?.PublicIp !== undefined && { PublicIpAddress: association.PublicIp }),
    PublicDnsName: association?.PublicDnsName ?? '',
  };
};

const machine = ({ type, architecture, platform, ebsOptimized }: InstanceRecord) => {
  const facts = instanceType(type);
  const windows = platform === 'windows';
  return {
    InstanceType: type as never,
    Architecture: architecture,
    ...(windows && { Platform: 'windows' as never }),
    PlatformDetails: windows ? 'Windows' : 'Linux/UNIX',
    UsageOperation: windows ? 'RunInstances:0002' : 'RunInstances',
    CpuOptions: { CoreCount: facts.vcpus / facts.threadsPerCore, ThreadsPerCore: facts.threadsPerCore },
    EbsOptimized: ebsOptimized,
    EnaSupport: true,
    Hypervisor: 'xen' as const,
    VirtualizationType: 'hvm' as const,
    CurrentInstanceBootMode: facts.architecture === 'arm64' ? ('uefi' as const) : ('legacy-bios' as const),
  };
};

/** An instance as RunInstances and DescribeInstances show it. */
export const describeInstance = (place: Place, record: InstanceRecord): Instance => {
  const profile = profileOf(place, record.id);
  return {
    InstanceId: record.id,
    ImageId: record.imageId,
    AmiLaunchIndex: record.launchIndex,
    LaunchTime: new Date(record.launchedAt),
    ClientToken: record.clientToken ?? '',
    ...(record.keyName !== undefined && { KeyName: record.keyName }),
    ...machine(record),
    ...network(place, record),
    State: stateShape(stateOf(place, record)),
    StateTransitionReason: record.transitionReason ?? '',
    ...(record.stateReason && {
      StateReason: { Code: record.stateReason.code, Message: record.stateReason.message },
    }),
    Placement: { AvailabilityZone: record.zone, GroupName: '', Tenancy: record.tenancy as never },
    Monitoring: { State: record.monitoring ? 'enabled' : 'disabled' },
    RootDeviceName: record.rootDevice,
    RootDeviceType: 'ebs',
    BlockDeviceMappings: describeDevices(place, record),
    ...(profile && { IamInstanceProfile: profile }),
    ...(record.spot && { InstanceLifecycle: 'spot', SpotInstanceRequestId: record.spotRequest?.id }),
    MetadataOptions: describeMetadataOptions(place, record),
    HibernationOptions: { Configured: record.hibernation },
    EnclaveOptions: { Enabled: false },
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    MaintenanceOptions: { AutoRecovery: 'default' },
    PrivateDnsNameOptions: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    ProductCodes: [],
    Operator: { Managed: false },
    Tags: tagList(place, record.id),
  };
};
