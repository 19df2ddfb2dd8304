import type {
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult,
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  InstanceTypeInfo,
  InstanceTypeOffering,
} from '@aws-sdk/client-ec2';
import { operation, type Operations } from '../../operation.js';
import { page } from '../../paging.js';
import { filtered, type Readers } from '../filters.js';
import { instanceType, instanceTypes, type InstanceTypeFacts } from './instance-type-facts.js';
import { nextOf } from '../listing.js';
import { zoneId, zonesOf } from '../network/zones.js';

const readers: Readers<InstanceTypeFacts> = {
  'bare-metal': () => false,
  'burstable-performance-supported': (one) => one.burstable,
  'current-generation': (one) => one.hypervisor === 'nitro',
  hypervisor: (one) => one.hypervisor,
  'instance-storage-supported': (one) => one.instanceStore.length > 0,
  'instance-type': (one) => one.name,
  'memory-info.size-in-mib': (one) => one.memoryMiB,
  'processor-info.supported-architecture': (one) => one.architecture,
  'supported-root-device-type': () => 'ebs',
  'vcpu-info.default-vcpus': (one) => one.vcpus,
};

const describeType = (one: InstanceTypeFacts): InstanceTypeInfo => ({
  InstanceType: one.name as never,
  CurrentGeneration: one.hypervisor === 'nitro',
  FreeTierEligible: one.name === 't3.micro',
  SupportedUsageClasses: ['on-demand', 'spot'],
  SupportedRootDeviceTypes: ['ebs'],
  SupportedVirtualizationTypes: ['hvm'],
  BareMetal: false,
  Hypervisor: one.hypervisor,
  ProcessorInfo: { SupportedArchitectures: [one.architecture] },
  VCpuInfo: {
    DefaultVCpus: one.vcpus,
    DefaultCores: one.vcpus / one.threadsPerCore,
    DefaultThreadsPerCore: one.threadsPerCore,
  },
  MemoryInfo: { SizeInMiB: one.memoryMiB },
  InstanceStorageSupported: one.instanceStore.length > 0,
  ...(one.instanceStore.length > 0 && {
    InstanceStorageInfo: {
      TotalSizeInGB: one.instanceStore.reduce((sum, size) => sum + size, 0),
      Disks: one.instanceStore.map((SizeInGB) => ({ SizeInGB, Count: 1, Type: 'ssd' as const })),
      NvmeSupport: 'required',
      EncryptionSupport: 'required',
    },
  }),
  NetworkInfo: {
    NetworkPerformance: one.network,
    MaximumNetworkInterfaces: one.interfaces,
    MaximumNetworkCards: 1,
    DefaultNetworkCardIndex: 0,
    Ipv4AddressesPerInterface: one.addressesPerInterface,
    Ipv6AddressesPerInterface: one.addressesPerInterface,
    Ipv6Supported: true,
    EnaSupport: one.hypervisor === 'nitro' ? 'required' : 'unsupported',
    EfaSupported: false,
    // None of these types is of Nitro v6, whose default is 350.
    ConnectionTrackingConfiguration: { DefaultTcpEstablishedTimeout: 432_000 },
  },
  BurstablePerformanceSupported: one.burstable,
  DedicatedHostsSupported: true,
  AutoRecoverySupported: true,
  SupportedBootModes: one.architecture === 'arm64' ? ['uefi'] : ['legacy-bios', 'uefi'],
});

const offerings = (region: string, by: string): InstanceTypeOffering[] => {
  const places =
    by === 'region' ? [region] : zonesOf(region).map((zone) => (by === 'availability-zone' ? zone : zoneId(zone)));
  return instanceTypes.flatMap(({ name }) =>
    places.map((Location) => ({
      InstanceType: name as never,
      LocationType: by as never,
      Location,
    })),
  );
};

/** DescribeInstanceTypes, DescribeInstanceTypeOfferings: of the types that the sandbox has. */
export const instanceTypeOperations: Operations = {
  DescribeInstanceTypes: operation<DescribeInstanceTypesRequest, DescribeInstanceTypesResult>(
    (_call, { InstanceTypes = [], Filters, MaxResults, NextToken }) => {
      const chosen = InstanceTypes.length > 0 ? InstanceTypes.map(instanceType) : instanceTypes;
      const cut = page(filtered(chosen, Filters, readers), { max: MaxResults, token: NextToken, usual: 100 });
      return { InstanceTypes: cut.items.map(describeType), ...nextOf(cut) };
    },
  ),

  DescribeInstanceTypeOfferings: operation<DescribeInstanceTypeOfferingsRequest, DescribeInstanceTypeOfferingsResult>(
    (call, { LocationType = 'region', Filters, MaxResults, NextToken }) => {
      const found = filtered(offerings(call.region, LocationType), Filters, {
        location: (one) => one.Location,
        'instance-type': (one) => one.InstanceType,
      });
      const cut = page(found, { max: MaxResults, token: NextToken });
      return { InstanceTypeOfferings: [...cut.items], ...nextOf(cut) };
    },
  ),
};
