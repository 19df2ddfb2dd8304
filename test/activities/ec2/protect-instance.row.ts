import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';

/** What protects the host: termination protection, and what becomes of its volumes. */
export const protectionOf = async ({ account: { ec2 }, host: InstanceId }: Incident) => {
  const { DisableApiTermination } = await ec2.describeInstanceAttribute({
    InstanceId,
    Attribute: 'disableApiTermination',
  });
  const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [InstanceId] });
  return {
    termination: DisableApiTermination?.Value,
    deleted: Reservations[0]?.Instances?.[0]?.BlockDeviceMappings?.map(({ Ebs }) => Ebs?.DeleteOnTermination),
  };
};

// Termination protection, and two volumes; its shutdown behaviour is `stop` already.
const calls = ['ModifyInstanceAttribute', 'ModifyInstanceAttribute', 'ModifyInstanceAttribute'];

export const protectInstance: HostRow = {
  action: 'protectInstance',
  scenes: [{ apply: calls, undo: { calls, state: protectionOf }, gone: 'BadInput' }],
};
