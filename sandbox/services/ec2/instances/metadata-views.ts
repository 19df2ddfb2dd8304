import type { InstanceMetadataOptionsResponse } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { InstanceRecord } from '../records.js';

/** The metadata options of an instance: `pending` while a change is on its way into it. */
export const describeMetadataOptions = (
  { world }: Place,
  { metadata }: InstanceRecord,
): InstanceMetadataOptionsResponse => ({
  State: world.clock.now() < metadata.appliedAt ? 'pending' : 'applied',
  HttpTokens: metadata.tokens,
  HttpPutResponseHopLimit: metadata.hops,
  HttpEndpoint: metadata.endpoint,
  HttpProtocolIpv6: metadata.ipv6,
  InstanceMetadataTags: metadata.tags,
});
