import type { ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import { notSimulated } from '../../not-simulated.js';
import { AwsFailure, type Place } from '../../operation.js';
import { stateOf } from './instance-states.js';
import { instanceType } from './instance-type-facts.js';
import { setSourceDestCheck } from './instance-source-check.js';
import { setInstanceGroups } from '../interfaces/interface-groups.js';
import { instancesIn, type InstanceRecord } from '../records.js';
import { checkedUserData } from './user-data.js';

type Mappings = NonNullable<ModifyInstanceAttributeRequest['BlockDeviceMappings']>;

/** AWS says so for turning it off as well ("Change instance termination protection", "Enable stop protection"). */
const refuseSpot = ({ spot }: InstanceRecord, attribute: string): void => {
  if (spot)
    throw new AwsFailure('UnsupportedOperation', `Modifying '${attribute}' is not supported for spot instances.`);
};

const needsStopped = (place: Place, record: InstanceRecord): void => {
  if (stateOf(place, record) !== 'stopped')
    throw new AwsFailure('IncorrectInstanceState', `The instance '${record.id}' is not in the 'stopped' state.`);
};

const shutdownBehavior = (value: string | undefined): InstanceRecord['shutdownBehavior'] => {
  if (value === 'stop' || value === 'terminate') return value;
  throw new AwsFailure(
    'InvalidParameterValue',
    `Value (${value}) for parameter instanceInitiatedShutdownBehavior is invalid. Use 'stop' or 'terminate'.`,
  );
};

const typed = (record: InstanceRecord, name: string): InstanceRecord => {
  const { architecture } = instanceType(name);
  if (architecture !== record.architecture)
    throw new AwsFailure(
      'InvalidParameterCombination',
      `The architecture '${architecture}' of instance type ${name} does not match '${record.architecture}'.`,
    );
  return { ...record, type: name };
};

const mapped = (record: InstanceRecord, mappings: Mappings): InstanceRecord => {
  for (const { DeviceName } of mappings)
    if (!record.devices.some(({ name }) => name === DeviceName))
      throw new AwsFailure('InvalidInstanceAttributeValue', `No device is currently mapped at ${DeviceName}`);
  const devices = record.devices.map((device) => {
    const asked = mappings.find(({ DeviceName }) => DeviceName === device.name)?.Ebs?.DeleteOnTermination;
    return asked === undefined ? device : { ...device, deleteOnTermination: asked };
  });
  return { ...record, devices };
};

/** The record as it is after a change that concerns the instance alone; what needs it stopped is refused otherwise. */
const changed = (
  place: Place,
  record: InstanceRecord,
  input: Partial<ModifyInstanceAttributeRequest>,
): InstanceRecord => {
  if (input.DisableApiTermination !== undefined) {
    refuseSpot(record, 'disableApiTermination');
    return { ...record, termination: { disabled: input.DisableApiTermination.Value === true } };
  }
  if (input.DisableApiStop !== undefined) {
    refuseSpot(record, 'disableApiStop');
    return { ...record, stop: { disabled: input.DisableApiStop.Value === true } };
  }
  if (input.InstanceInitiatedShutdownBehavior !== undefined)
    return { ...record, shutdownBehavior: shutdownBehavior(input.InstanceInitiatedShutdownBehavior.Value) };
  if (input.BlockDeviceMappings !== undefined) return mapped(record, input.BlockDeviceMappings);
  needsStopped(place, record);
  if (input.InstanceType !== undefined) return typed(record, input.InstanceType.Value ?? '');
  if (input.EbsOptimized !== undefined) return { ...record, ebsOptimized: input.EbsOptimized.Value === true };
  if (input.UserData !== undefined) {
    const userData = checkedUserData(Buffer.from(input.UserData.Value ?? '').toString('base64'));
    return { ...record, userData };
  }
  const [name] = Object.keys(input);
  throw notSimulated(`The attribute ${name}`);
};

/** Makes the one change that a ModifyInstanceAttribute asks for. Groups and the source check are the interface's. */
export const changeAttribute = (
  place: Place,
  record: InstanceRecord,
  input: Partial<ModifyInstanceAttributeRequest>,
): void => {
  if (input.Groups !== undefined) {
    setInstanceGroups(place, record.id, input.Groups);
    return;
  }
  if (input.SourceDestCheck !== undefined) {
    setSourceDestCheck(place, record.id, input.SourceDestCheck.Value === true);
    return;
  }
  instancesIn(place).put(record.id, changed(place, record, input));
};
