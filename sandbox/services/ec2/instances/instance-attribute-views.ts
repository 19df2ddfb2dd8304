import type { InstanceAttribute, InstanceAttributeName } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import { describeDevices } from './instance-views.js';
import { groupIdentifiers } from '../interfaces/interface-views.js';
import { interfacesOf, type InstanceRecord } from '../records.js';

/** One attribute of an instance as DescribeInstanceAttribute shows it; attributes without a value are empty. */
export const describeAttribute = (
  place: Place,
  record: InstanceRecord,
  name: InstanceAttributeName | undefined,
): InstanceAttribute => {
  const primary = () => interfacesOf(place, record.id)[0];
  switch (name) {
    case 'disableApiTermination':
      return { DisableApiTermination: { Value: record.termination.disabled } };
    case 'disableApiStop':
      return { DisableApiStop: { Value: record.stop.disabled } };
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceInitiatedShutdownBehavior: { Value: record.shutdownBehavior } };
    case 'instanceType':
      return { InstanceType: { Value: record.type } };
    case 'userData':
      return { UserData: record.userData === undefined ? {} : { Value: record.userData } };
    case 'rootDeviceName':
      return { RootDeviceName: { Value: record.rootDevice } };
    case 'blockDeviceMapping':
      return { BlockDeviceMappings: describeDevices(place, record) };
    case 'groupSet': {
      const row = primary();
      return { Groups: row === undefined ? [] : groupIdentifiers(place, row) };
    }
    case 'sourceDestCheck':
      return { SourceDestCheck: { Value: primary()?.sourceDestCheck ?? true } };
    case 'ebsOptimized':
      return { EbsOptimized: { Value: record.ebsOptimized } };
    case 'enaSupport':
      return { EnaSupport: { Value: true } };
    case 'enclaveOptions':
      return { EnclaveOptions: { Enabled: false } };
    case 'sriovNetSupport':
      return { SriovNetSupport: { Value: 'simple' } };
    case 'kernel':
      return { KernelId: {} };
    case 'ramdisk':
      return { RamdiskId: {} };
    case 'productCodes':
    case undefined:
      return { ProductCodes: [] };
  }
};
