import type { Call, Need } from '../../operation.js';
import { instancesIn } from '../records.js';
import { arnOf, tagsOf } from '../tags.js';

/** The permission for a call's own action on one instance, with the condition keys that policies go by. */
const need = (call: Call, id: string): Need => {
  const record = instancesIn(call).get(id);
  const tags = Object.entries(tagsOf(call, id)).map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const);
  const ec2Tags = tags.map(([key, value]) => [key.replace('aws:', 'ec2:'), value] as const);
  return {
    action: `ec2:${call.operation}`,
    resources: [arnOf(call, 'instance', id)],
    context: {
      ...Object.fromEntries([...tags, ...ec2Tags]),
      ...(record && { 'ec2:InstanceType': record.type, 'ec2:AvailabilityZone': record.zone }),
    },
  };
};

/** What operations on one instance need. */
export const onInstance = (call: Call, { InstanceId = '' }: { readonly InstanceId?: string | undefined }) => [
  need(call, InstanceId),
];

/** What operations on several instances need: each of them must be allowed. */
export const onInstances = (
  call: Call,
  { InstanceIds = [] }: { readonly InstanceIds?: readonly string[] | undefined },
): readonly Need[] => InstanceIds.map((id) => need(call, id));
