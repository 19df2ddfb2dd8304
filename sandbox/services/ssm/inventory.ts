import type {
  DescribeInstanceAssociationsStatusRequest,
  DescribeInstanceAssociationsStatusResult,
  DescribeInstancePatchStatesRequest,
  DescribeInstancePatchStatesResult,
  GetInventoryRequest,
  GetInventoryResult,
  ListInventoryEntriesRequest,
  ListInventoryEntriesResult,
} from '@aws-sdk/client-ssm';
import { addressOf, hostnameOf, knownHost } from '../../hosts/host.js';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { onInstance } from './arns.js';
import { INVALID_TOKEN, invalidInstances, notSimulated } from './failures.js';
import { managedNodes } from './managed-nodes.js';
import { agentsIn } from './records.js';

type Entries = Record<string, string>[];

const ABOUT = 'AWS:InstanceInformation';
const SOFTWARE = 'AWS:Application';

const entriesOf = (place: Place, id: string, type: string): Entries => {
  const host = knownHost(place, id);
  const { facts, instance } = host;
  if (type === SOFTWARE)
    return facts.packages.map(({ name, version, publisher }) => ({
      Name: name,
      Version: version,
      Publisher: publisher,
      Architecture: instance.architecture,
    }));
  return [
    {
      InstanceId: id,
      AgentType: 'amazon-ssm-agent',
      AgentVersion: facts.agent.version,
      ComputerName: hostnameOf(place, host),
      IpAddress: addressOf(place, id),
      PlatformName: facts.os.name,
      PlatformType: instance.platform === 'windows' ? 'Windows' : 'Linux',
      PlatformVersion: facts.os.version,
      ResourceType: 'EC2Instance',
    },
  ];
};

const checkType = (type: string): void => {
  if (type !== ABOUT && type !== SOFTWARE)
    throw new AwsFailure('InvalidTypeNameException', 'The parameter type name is not valid.');
};

// Inventory is taken when the agent comes, and whole seconds are all that it tells.
const capturedAt = (place: Place, id: string): string =>
  `${new Date(agentsIn(place).get(id)?.connectedAt ?? 0).toISOString().slice(0, 19)}Z`;

const checkManaged = (place: Place, id: string): void => {
  if (agentsIn(place).get(id) === undefined) throw invalidInstances(place, [id]);
};

/** GetInventory, ListInventoryEntries, and what nobody has set up here: associations and patch states. */
export const inventoryOperations: Operations = {
  GetInventory: operation<GetInventoryRequest, GetInventoryResult>((call, input) => {
    if (input.Aggregators?.length) throw notSimulated('aggregated inventory');
    const ids = (input.Filters ?? []).map(({ Key, Type = 'Equal', Values = [] }) => {
      if (Key !== `${ABOUT}.InstanceId` || Type !== 'Equal') throw notSimulated(`the inventory filter ${Key}`);
      return Values;
    });
    const type = input.ResultAttributes?.[0]?.TypeName ?? ABOUT;
    checkType(type);
    const found = managedNodes(call).filter((id) => ids.every((values) => values.includes(id)));
    const { MaxResults: max, NextToken: token } = input;
    const { items, next } = page(found, { max, token, usual: 50, invalid: INVALID_TOKEN });
    return {
      Entities: items.map((Id) => ({
        Id,
        Data: {
          [type]: {
            TypeName: type,
            SchemaVersion: '1.0',
            CaptureTime: capturedAt(call, Id),
            Content: entriesOf(call, Id, type),
          },
        },
      })),
      ...(next && { NextToken: next }),
    };
  }),

  ListInventoryEntries: operation<ListInventoryEntriesRequest, ListInventoryEntriesResult>(
    (call, { InstanceId = '', TypeName = '', Filters, MaxResults: max, NextToken: token }) => {
      checkManaged(call, InstanceId);
      checkType(TypeName);
      if (Filters?.length) throw notSimulated('a filter of inventory entries');
      const { items, next } = page(entriesOf(call, InstanceId, TypeName), {
        max,
        token,
        usual: 50,
        invalid: INVALID_TOKEN,
      });
      return {
        TypeName,
        InstanceId,
        SchemaVersion: '1.0',
        CaptureTime: capturedAt(call, InstanceId),
        Entries: [...items],
        ...(next && { NextToken: next }),
      };
    },
  ),

  DescribeInstanceAssociationsStatus: operation<
    DescribeInstanceAssociationsStatusRequest,
    DescribeInstanceAssociationsStatusResult
  >(
    (call, { InstanceId = '' }) => {
      checkManaged(call, InstanceId);
      return { InstanceAssociationStatusInfos: [] };
    },
    (call, { InstanceId = '' }) => [onInstance(call, 'ssm:DescribeInstanceAssociationsStatus', InstanceId)],
  ),

  DescribeInstancePatchStates: operation<DescribeInstancePatchStatesRequest, DescribeInstancePatchStatesResult>(
    () => ({ InstancePatchStates: [] }),
    (call, { InstanceIds = [] }) => InstanceIds.map((id) => onInstance(call, 'ssm:DescribeInstancePatchStates', id)),
  ),
};
