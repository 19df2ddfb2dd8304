import type {
  DescribeInstanceInformationRequest,
  DescribeInstanceInformationResult,
  GetConnectionStatusRequest,
  GetConnectionStatusResponse,
  InstanceInformation,
} from '@aws-sdk/client-ssm';
import { agentConnects } from '../../hosts/agent.js';
import { addressOf, hostnameOf, knownHost } from '../../hosts/host.js';
import { instancesIn, stateAt } from '../ec2/records.js';
import { tagsOf } from '../ec2/tags.js';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { onInstance } from './arns.js';
import { INVALID_TOKEN, invalidFilterKey, invalidInstances } from './failures.js';
import { agentsIn, type AgentRecord } from './records.js';

/** The agent reports in this often; who misses a report is shown as lost. */
const PING_MS = 300_000;

const PING_STATUSES = ['Online', 'ConnectionLost', 'Inactive'];

/** `Online` until a whole interval has passed since it was last in touch. */
const pingStatus = ({ lostAt }: AgentRecord, now: number): 'Online' | 'ConnectionLost' =>
  lostAt !== undefined && now - lostAt >= PING_MS ? 'ConnectionLost' : 'Online';

const lastPing = ({ connectedAt, lostAt }: AgentRecord, now: number): number => {
  const until = lostAt ?? now;
  return connectedAt + Math.floor((until - connectedAt) / PING_MS) * PING_MS;
};

/** Instances whose agent has been in touch; not shown while they are stopped. */
export const managedNodes = (place: Place): readonly string[] =>
  agentsIn(place)
    .entries()
    .map(([id]) => id)
    .filter((id) => {
      const instance = instancesIn(place).get(id);
      return instance !== undefined && stateAt(instance, place.world.clock.now()) === 'running';
    });

const view = (place: Place, id: string): InstanceInformation => {
  const now = place.world.clock.now();
  const host = knownHost(place, id);
  const agent = agentsIn(place).get(id) ?? { registeredAt: now, connectedAt: now };
  return {
    InstanceId: id,
    PingStatus: pingStatus(agent, now),
    LastPingDateTime: new Date(lastPing(agent, now)),
    AgentVersion: host.facts.agent.version,
    IsLatestVersion: true,
    PlatformType: host.instance.platform === 'windows' ? 'Windows' : 'Linux',
    PlatformName: host.facts.os.name,
    PlatformVersion: host.facts.os.version,
    ResourceType: 'EC2Instance',
    IPAddress: addressOf(place, id),
    ComputerName: hostnameOf(place, host),
    SourceId: id,
    SourceType: 'AWS::EC2::Instance',
  };
};

type Filter = { readonly key: string; readonly values: readonly string[] };

const read: Readonly<Record<string, (one: InstanceInformation) => string | undefined>> = {
  InstanceIds: (one) => one.InstanceId,
  AgentVersion: (one) => one.AgentVersion,
  PingStatus: (one) => one.PingStatus,
  PlatformTypes: (one) => one.PlatformType,
  ResourceType: (one) => one.ResourceType,
  SourceIds: (one) => one.SourceId,
  SourceTypes: (one) => one.SourceType,
  ActivationIds: () => undefined,
  IamRole: () => undefined,
  AssociationStatus: () => undefined,
};

const passes = (place: Place, one: InstanceInformation, { key, values }: Filter): boolean => {
  const tags = tagsOf(place, one.InstanceId ?? '');
  if (key === 'tag-key') return values.some((value) => Object.hasOwn(tags, value));
  if (key.startsWith('tag:')) return values.includes(tags[key.slice(4)] ?? '');
  const reader = Object.hasOwn(read, key) ? read[key] : undefined;
  if (reader === undefined) throw invalidFilterKey();
  if (key === 'PingStatus' && !values.every((value) => PING_STATUSES.includes(value)))
    throw new AwsFailure('InvalidInstanceInformationFilterValue', 'The specified filter value is not valid.');
  return values.includes(reader(one) ?? '');
};

const filtersOf = (input: DescribeInstanceInformationRequest): readonly Filter[] => [
  ...(input.InstanceInformationFilterList ?? []).map(({ key = '', valueSet = [] }) => ({ key, values: valueSet })),
  ...(input.Filters ?? []).map(({ Key = '', Values = [] }) => ({ key: Key, values: Values })),
];

/** DescribeInstanceInformation, GetConnectionStatus. */
export const managedNodeOperations: Operations = {
  DescribeInstanceInformation: operation<DescribeInstanceInformationRequest, DescribeInstanceInformationResult>(
    (call, input) => {
      const filters = filtersOf(input);
      const unknown = filters
        .flatMap(({ key, values }) => (key === 'InstanceIds' ? values : []))
        .filter((id) => instancesIn(call).get(id) === undefined);
      if (unknown.length > 0) throw invalidInstances(call, unknown);
      const found = managedNodes(call)
        .map((id) => view(call, id))
        .filter((one) => filters.every((filter) => passes(call, one, filter)));
      const { MaxResults: max, NextToken: token } = input;
      const { items, next } = page(found, { max, token, usual: 10, invalid: INVALID_TOKEN });
      return { InstanceInformationList: [...items], ...(next && { NextToken: next }) };
    },
  ),

  GetConnectionStatus: operation<GetConnectionStatusRequest, GetConnectionStatusResponse>(
    (call, { Target = '' }) => ({ Target, Status: agentConnects(call, Target) ? 'connected' : 'notconnected' }),
    (call, { Target = '' }) => [onInstance(call, 'ssm:GetConnectionStatus', Target)],
  ),
};
