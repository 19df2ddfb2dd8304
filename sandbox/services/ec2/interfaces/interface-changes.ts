import type { ModifyNetworkInterfaceAttributeRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, type Call } from '../../operation.js';
import { findInterface } from '../finders.js';
import { instanceType } from '../instances/instance-type-facts.js';
import { setGroups } from './interface-groups.js';
import { refuseUntimed, trackingOf } from './interface-tracking.js';
import { assignWhileRunning, releaseAutomatic } from './public-addresses.js';
import { instancesIn, interfacesIn, type InterfaceRecord } from '../records.js';

type Input = ModifyNetworkInterfaceAttributeRequest;

/** How each attribute is changed, under the name that AWS's refusals have for it. */
export const interfaceChanges: Readonly<
  Record<string, { readonly given: (input: Input) => boolean; readonly apply: (call: Call, input: Input) => void }>
> = {
  groupSet: {
    given: ({ Groups = [] }) => Groups.length > 0,
    apply: (call, { NetworkInterfaceId = '', Groups = [] }) => void setGroups(call, NetworkInterfaceId, Groups),
  },
  description: {
    given: ({ Description }) => Description !== undefined,
    apply: (call, { NetworkInterfaceId = '', Description }) =>
      updateInterface(call, NetworkInterfaceId, { description: Description?.Value ?? '' }),
  },
  sourceDestCheck: {
    given: ({ SourceDestCheck }) => SourceDestCheck !== undefined,
    apply: (call, { NetworkInterfaceId = '', SourceDestCheck }) =>
      updateInterface(call, NetworkInterfaceId, { sourceDestCheck: SourceDestCheck?.Value ?? true }),
  },
  attachment: {
    given: ({ Attachment }) => Attachment !== undefined,
    apply: (call, { NetworkInterfaceId = '', Attachment }) => {
      const { attachment } = findInterface(call, NetworkInterfaceId);
      if (attachment === undefined || attachment.id !== Attachment?.AttachmentId)
        throw new AwsFailure(
          'InvalidAttachmentID.NotFound',
          `The interface attachment '${Attachment?.AttachmentId ?? ''}' does not exist.`,
        );
      const { DeleteOnTermination } = Attachment;
      if (DeleteOnTermination === undefined)
        throw new AwsFailure('MissingParameter', 'The request must contain the parameter deleteOnTermination');
      updateInterface(call, NetworkInterfaceId, {
        attachment: { ...attachment, deleteOnTermination: DeleteOnTermination },
      });
    },
  },
  connectionTrackingSpecification: {
    given: ({ ConnectionTrackingSpecification }) => ConnectionTrackingSpecification !== undefined,
    apply: (call, { NetworkInterfaceId = '', ConnectionTrackingSpecification }) => {
      const row = findInterface(call, NetworkInterfaceId);
      const host = row.attachment && instancesIn(call).get(row.attachment.instanceId);
      if (host !== undefined) refuseUntimed(instanceType(host.type));
      const tracking = trackingOf(ConnectionTrackingSpecification, row.tracking);
      updateInterface(call, NetworkInterfaceId, { ...(tracking && { tracking }) });
    },
  },
  associatePublicIpAddress: {
    given: ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress !== undefined,
    apply: (call, { NetworkInterfaceId = '', AssociatePublicIpAddress = false }) => {
      updateInterface(call, NetworkInterfaceId, { autoPublic: AssociatePublicIpAddress });
      if (AssociatePublicIpAddress) assignWhileRunning(call, NetworkInterfaceId);
      else releaseAutomatic(call, NetworkInterfaceId);
    },
  },
};

/** Replaces parts of an interface. */
export const updateInterface = (call: Call, id: string, part: Partial<InterfaceRecord>): void =>
  void interfacesIn(call).update(id, (row) => ({ ...row, ...part }));
