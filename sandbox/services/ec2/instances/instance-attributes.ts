import type { ModifyInstanceAttributeRequest, ResetInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { changeAttribute } from './instance-attribute-changes.js';
import { findInstance } from '../compute-finders.js';
import { onInstance } from './instance-needs.js';
import { stateOf } from './instance-states.js';
import { setSourceDestCheck } from './instance-source-check.js';
import { describeAttribute } from './instance-attribute-views.js';
import type { DescribeInstanceAttributeRequest, InstanceAttribute } from '@aws-sdk/client-ec2';

/** The legacy form: `Attribute` and `Value`, as the other members say it. */
const modern = ({ Attribute, Value, ...input }: ModifyInstanceAttributeRequest): ModifyInstanceAttributeRequest => {
  if (Attribute === undefined) return input;
  const flag = { Value: /^true$/i.test(Value ?? '') };
  const text = { Value };
  switch (Attribute) {
    case 'disableApiTermination':
      return { ...input, DisableApiTermination: flag };
    case 'disableApiStop':
      return { ...input, DisableApiStop: flag };
    case 'sourceDestCheck':
      return { ...input, SourceDestCheck: flag };
    case 'ebsOptimized':
      return { ...input, EbsOptimized: flag };
    case 'enaSupport':
      return { ...input, EnaSupport: flag };
    case 'instanceInitiatedShutdownBehavior':
      return { ...input, InstanceInitiatedShutdownBehavior: text };
    case 'instanceType':
      return { ...input, InstanceType: text };
    case 'kernel':
      return { ...input, Kernel: text };
    case 'ramdisk':
      return { ...input, Ramdisk: text };
    case 'sriovNetSupport':
      return { ...input, SriovNetSupport: text };
    case 'userData':
      return { ...input, UserData: { Value: Buffer.from(Value ?? '', 'base64') } };
    case 'groupSet':
      return { ...input, Groups: Value === undefined ? [] : [Value] };
    case 'blockDeviceMapping':
    case 'rootDeviceName':
    case 'productCodes':
    case 'enclaveOptions':
      // The members that go with it say what shall be.
      return input;
  }
};

/** ModifyInstanceAttribute, DescribeInstanceAttribute, ResetInstanceAttribute. */
export const instanceAttributeOperations: Operations = {
  ModifyInstanceAttribute: operation<ModifyInstanceAttributeRequest, object>((call, input) => {
    const { InstanceId: id = '', DryRun: _, ...changes } = modern(input);
    const record = findInstance(call, id);
    const state = stateOf(call, record);
    if (state === 'shutting-down' || state === 'terminated')
      throw new AwsFailure('IncorrectInstanceState', `The instance '${id}' is in state '${state}'.`);
    const named = Object.entries(changes).filter(([, value]) => value !== undefined);
    if (named.length > 1)
      throw new AwsFailure('InvalidParameterCombination', 'Fields for multiple attribute types specified');
    if (named.length === 0) throw new AwsFailure('InvalidParameterCombination', 'No attributes specified.');
    changeAttribute(call, record, changes);
    return {};
  }, onInstance),

  DescribeInstanceAttribute: operation<DescribeInstanceAttributeRequest, InstanceAttribute>(
    (call, { InstanceId = '', Attribute }) => ({
      InstanceId,
      ...describeAttribute(call, findInstance(call, InstanceId), Attribute),
    }),
    onInstance,
  ),

  ResetInstanceAttribute: operation<ResetInstanceAttributeRequest, object>((call, { InstanceId = '', Attribute }) => {
    const record = findInstance(call, InstanceId);
    if (Attribute !== 'sourceDestCheck')
      throw new AwsFailure('InvalidParameterValue', `The attribute '${Attribute}' cannot be reset.`);
    setSourceDestCheck(call, record.id, true);
    return {};
  }, onInstance),
};
