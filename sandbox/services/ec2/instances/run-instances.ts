import type { Reservation, RunInstancesRequest, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Need, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import { stateOf } from './instance-states.js';
import { describeInstance } from './instance-views.js';
import { launchInstances } from './launch.js';
import { launchedResources } from './launched-resources.js';
import { withTemplate } from './launch-template-use.js';
import { findTemplate } from './launch-template-records.js';
import { profileNamed, requirePassing } from './profile-use.js';
import { instancesIn, type InstanceRecord } from '../records.js';
import { arnOf, tagNew } from '../tags.js';

const taggable = ['instance', 'volume', 'network-interface', 'spot-instances-request', 'elastic-gpu'];

const checkTagTypes = (specifications: readonly TagSpecification[] = []): void => {
  for (const { ResourceType: type } of specifications)
    if (type === undefined || !taggable.includes(type))
      throw new AwsFailure(
        'InvalidParameterValue',
        `'${type}' is not a valid taggable resource type for this operation.`,
      );
};

const launch = (call: Call, input: RunInstancesRequest): readonly string[] => {
  const { TagSpecifications, ...request } = withTemplate(call, input);
  checkTagTypes(TagSpecifications);
  if (request.IamInstanceProfile !== undefined) requirePassing(call, profileNamed(call, request.IamInstanceProfile));
  const records = launchInstances(call, request);
  for (const record of records)
    for (const [type, id] of launchedResources(call, record)) tagNew(call, id, type, TagSpecifications);
  return records.map(({ id }) => id);
};

/** The instances of an earlier launch under the same client token, if they are still there. */
const stillThere = (call: Call, id: string): InstanceRecord => {
  const record = instancesIn(call).get(id);
  if (record === undefined || ['shutting-down', 'terminated'].includes(stateOf(call, record)))
    throw new AwsFailure(
      'IdempotentInstanceTerminated',
      'The client token was used before, for an instance that has been terminated.',
    );
  return record;
};

const needs = (call: Call, input: RunInstancesRequest): readonly Need[] => {
  const request = withTemplate(call, input);
  const interfaces = request.NetworkInterfaces ?? [];
  const subnets = [request.SubnetId, ...interfaces.map((one) => one.SubnetId)].filter((id) => id !== undefined);
  const groups = [...(request.SecurityGroupIds ?? []), ...interfaces.flatMap((one) => one.Groups ?? [])];
  const existing = interfaces.flatMap((one) => one.NetworkInterfaceId ?? []);
  const tags = (request.TagSpecifications ?? []).flatMap((one) => one.Tags ?? []);
  return [
    {
      action: 'ec2:RunInstances',
      resources: [
        arnOf(call, 'instance', '*'),
        arnOf(call, 'image', request.ImageId ?? '*'),
        arnOf(call, 'volume', '*'),
        ...(existing.length > 0 ? existing : ['*']).map((id) => arnOf(call, 'network-interface', id)),
        ...(subnets.length > 0 ? subnets : ['*']).map((id) => arnOf(call, 'subnet', id)),
        ...(groups.length > 0 ? groups : ['*']).map((id) => arnOf(call, 'security-group', id)),
        ...(request.KeyName === undefined ? [] : [arnOf(call, 'key-pair', request.KeyName)]),
        ...(input.LaunchTemplate === undefined
          ? []
          : [arnOf(call, 'launch-template', findTemplate(call, input.LaunchTemplate).id)]),
      ],
      context: {
        'ec2:InstanceType': request.InstanceType ?? 'm1.small',
        ...(tags.length > 0 && { 'aws:TagKeys': tags.map(({ Key = '' }) => Key) }),
        ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
      },
    },
  ];
};

/** RunInstances. */
export const runInstancesOperations: Operations = {
  RunInstances: operation<RunInstancesRequest, Reservation>((call, input) => {
    const ids = oncePerToken(call, input, () => launch(call, input));
    const records = ids.map((id) => stillThere(call, id));
    return {
      ReservationId: records[0]?.reservationId,
      OwnerId: call.account,
      Groups: [],
      Instances: records.map((record) => describeInstance(call, record)),
    };
  }, needs),
};
