import type {
  AttachNetworkInterfaceRequest,
  AttachNetworkInterfaceResult,
  DetachNetworkInterfaceRequest,
} from '@aws-sdk/client-ec2';
import type { World } from '../../../world/world.js';
import type { Reaction } from '../../../world/agenda.js';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { findInstance } from '../compute-finders.js';
import { findInterface } from '../finders.js';
import { instanceType } from '../instances/instance-type-facts.js';
import { attachInterface, detachInterface } from './interface-life.js';
import { refuseManaged } from './interface-managed.js';
import { interfacesIn, interfacesOf, stateAt, type InterfaceRecord } from '../records.js';
import { arnOf } from '../tags.js';
import { timings } from '../timings.js';

const DETACHED = 'ec2.interfaceDetached';

type Detached = { readonly account: string; readonly region: string; readonly id: string; readonly attachment: string };

/** Lets a detachment from a running instance end. */
export const interfaceReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  [DETACHED]: (detail) => {
    const { account, region, id, attachment } = detail as Detached;
    const place = { world, account, region };
    if (interfacesIn(place).get(id)?.attachment?.id === attachment) detachInterface(place, id);
  },
});

/** AttachNetworkInterface, DetachNetworkInterface. */
export const interfaceAttachmentOperations: Operations = {
  AttachNetworkInterface: operation<AttachNetworkInterfaceRequest, AttachNetworkInterfaceResult>(
    (call, { NetworkInterfaceId = '', InstanceId = '', DeviceIndex = 0 }) => {
      const row = findInterface(call, NetworkInterfaceId);
      refuseManaged(row);
      const instance = findInstance(call, InstanceId);
      if (!['running', 'stopped'].includes(stateAt(instance, call.world.clock.now())))
        throw new AwsFailure('IncorrectState', `Instance '${InstanceId}' is not 'running' or 'stopped'.`);
      if (instance.zone !== row.zone)
        throw new AwsFailure(
          'InvalidParameterCombination',
          'You may not attach a network interface to an instance if they are not in the same availability zone',
        );
      const most = instanceType(instance.type).interfaces;
      if (interfacesOf(call, InstanceId).length >= most)
        throw new AwsFailure(
          'AttachmentLimitExceeded',
          `Interface count ${most + 1} exceeds the limit for ${instance.type}`,
        );
      const { attachment } = attachInterface(call, {
        interfaceId: NetworkInterfaceId,
        instanceId: InstanceId,
        deviceIndex: DeviceIndex,
        deleteOnTermination: false,
      });
      return { ...(attachment && { AttachmentId: attachment.id }), NetworkCardIndex: 0 };
    },
    (call, { NetworkInterfaceId = '*', InstanceId = '*' }) => [
      {
        action: 'ec2:AttachNetworkInterface',
        resources: [arnOf(call, 'instance', InstanceId), arnOf(call, 'network-interface', NetworkInterfaceId)],
      },
    ],
  ),

  DetachNetworkInterface: operation<DetachNetworkInterfaceRequest, object>(
    (call, { AttachmentId = '' }) => {
      const row = attachedBy(call, AttachmentId);
      if (row.attachment.deviceIndex === 0)
        throw new AwsFailure(
          'OperationNotPermitted',
          'The network interface at device index 0 and networkCard index 0 cannot be detached.',
        );
      const instance = findInstance(call, row.attachment.instanceId);
      const now = call.world.clock.now();
      if (stateAt(instance, now) === 'stopped') {
        detachInterface(call, row.id);
        return {};
      }
      interfacesIn(call).put(row.id, { ...row, attachment: { ...row.attachment, leavingAt: now } });
      const detail: Detached = { account: call.account, region: call.region, id: row.id, attachment: AttachmentId };
      const at = now + timings.interfaceDetachment;
      call.world.agenda.plan(`${DETACHED} ${AttachmentId}`, at, DETACHED, detail);
      return {};
    },
    (call, { AttachmentId = '' }) => {
      const row = withAttachment(call, AttachmentId);
      const resources =
        row?.attachment === undefined
          ? ['*']
          : [arnOf(call, 'instance', row.attachment.instanceId), arnOf(call, 'network-interface', row.id)];
      return [{ action: 'ec2:DetachNetworkInterface', resources }];
    },
  ),
};

const withAttachment = (place: Place, attachmentId: string): InterfaceRecord | undefined =>
  interfacesIn(place)
    .all()
    .find((one) => one.attachment?.id === attachmentId);

/** The interface with an attachment that its user may end; else AWS's refusal. */
const attachedBy = (place: Place, id: string): InterfaceRecord & Required<Pick<InterfaceRecord, 'attachment'>> => {
  if (id.startsWith('ela-attach-'))
    throw new AwsFailure('OperationNotPermitted', `You are not allowed to manage 'ela-attach' attachments.`);
  if (!/^eni-attach-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
    throw new AwsFailure(
      'InvalidNetworkInterfaceAttachmentId.Malformed',
      `Invalid id: "${id}" (expecting "eni-attach-...")`,
    );
  const row = withAttachment(place, id);
  if (row?.attachment === undefined)
    throw new AwsFailure('InvalidAttachmentID.NotFound', `The interface attachment '${id}' does not exist.`);
  return { ...row, attachment: row.attachment };
};
