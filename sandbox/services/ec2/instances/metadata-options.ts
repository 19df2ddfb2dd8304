import type {
  InstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { findInstance } from '../compute-finders.js';
import { onInstance } from './instance-needs.js';
import { stateOf } from './instance-states.js';
import { describeMetadataOptions } from './metadata-views.js';
import { instancesIn, type InstanceRecord } from '../records.js';
import { timings } from '../timings.js';

type Metadata = InstanceRecord['metadata'];

/** Options with those of a request put over them; what the request leaves out stays. */
export const metadataWith = (
  before: Omit<Metadata, 'appliedAt'>,
  asked: InstanceMetadataOptionsRequest,
  appliedAt: number,
): Metadata => {
  const hops = asked.HttpPutResponseHopLimit ?? before.hops;
  if (hops < 1 || hops > 64)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value (${hops}) for parameter httpPutResponseHopLimit is invalid. It must be between 1 and 64.`,
    );
  return {
    tokens: asked.HttpTokens ?? before.tokens,
    hops,
    endpoint: asked.HttpEndpoint ?? before.endpoint,
    ipv6: asked.HttpProtocolIpv6 ?? before.ipv6,
    tags: asked.InstanceMetadataTags ?? before.tags,
    appliedAt,
  };
};

/** ModifyInstanceMetadataOptions. */
export const metadataOptionOperations: Operations = {
  ModifyInstanceMetadataOptions: operation<ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult>(
    (call, { InstanceId = '', ...asked }) => {
      const record = findInstance(call, InstanceId);
      const state = stateOf(call, record);
      if (state === 'shutting-down' || state === 'terminated')
        throw new AwsFailure('IncorrectInstanceState', `The instance '${record.id}' is in state '${state}'.`);
      const appliedAt = call.world.clock.now() + timings.metadataOptions;
      const metadata = metadataWith(record.metadata, asked, appliedAt);
      const changed = instancesIn(call).put(record.id, { ...record, metadata });
      return { InstanceId: record.id, InstanceMetadataOptions: describeMetadataOptions(call, changed) };
    },
    (call, input) =>
      onInstance(call, input).map((need) => ({
        ...need,
        context: {
          ...need.context,
          ...(input.HttpTokens !== undefined && { 'ec2:MetadataHttpTokens': input.HttpTokens }),
          ...(input.HttpEndpoint !== undefined && { 'ec2:MetadataHttpEndpoint': input.HttpEndpoint }),
        },
      })),
  ),
};
