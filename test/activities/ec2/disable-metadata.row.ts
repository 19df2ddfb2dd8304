import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';

/** The options of the host's metadata service. */
export const metadataOptions = async ({ account: { ec2 }, host }: Incident) => {
  const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [host] });
  const { State: _state, ...shown } = Reservations[0]?.Instances?.[0]?.MetadataOptions ?? {};
  return shown;
};

const calls = ['ModifyInstanceMetadataOptions'];

export const disableMetadata: HostRow = {
  action: 'disableMetadata',
  scenes: [{ apply: calls, undo: { calls, state: metadataOptions }, gone: 'Refused' }],
};
