import type {
  CreateNetworkAclEntryRequest,
  DeleteNetworkAclEntryRequest,
  ReplaceNetworkAclEntryRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { cidrText, parseCidr } from '../cidr.js';
import { findAcl } from '../finders.js';
import { aclsIn, type AclEntry, type AclRecord } from './network-records.js';
import { limit, quotas } from '../quotas.js';
import { arnOf } from '../tags.js';

const NUMBERS: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58', all: '-1' };

const read = (input: CreateNetworkAclEntryRequest): AclEntry => {
  const number = ruleNumber(input.RuleNumber);
  const text = input.CidrBlock ?? input.Ipv6CidrBlock;
  if (text === undefined) throw new AwsFailure('MissingParameter', 'The request must contain the parameter cidrBlock');
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr?.version !== (input.CidrBlock === undefined ? 6 : 4))
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  const given = (input.Protocol ?? '-1').toLowerCase();
  const protocol = NUMBERS[given] ?? given;
  const value = Number(protocol);
  if (!Number.isInteger(value) || value < -1 || value > 255)
    throw new AwsFailure('InvalidParameterValue', `Invalid value '${given}' for IP protocol. Unknown protocol.`);
  return {
    number,
    egress: input.Egress ?? false,
    protocol,
    allow: input.RuleAction === 'allow',
    cidr: cidrText(cidr),
    ...partsOf(protocol, input),
  };
};

const partsOf = (protocol: string, { PortRange, IcmpTypeCode }: CreateNetworkAclEntryRequest) => {
  if (protocol === '6' || protocol === '17') {
    const { From, To } = PortRange ?? {};
    if (From === undefined || To === undefined)
      throw new AwsFailure('MissingParameter', 'The request must contain the parameter portRange');
    if (From < 0 || To > 65_535 || From > To)
      throw new AwsFailure('InvalidParameterValue', `Invalid TCP/UDP port range (${From}:${To})`);
    return { ports: { from: From, to: To } };
  }
  if (protocol !== '1' && protocol !== '58') return {};
  const { Type, Code } = IcmpTypeCode ?? {};
  if (Type === undefined || Code === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter icmpTypeCode');
  return { icmp: { type: Type, code: Code } };
};

const ruleNumber = (number = 0): number => {
  if (number < 1 || number > 32_766)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Invalid value '${number}' for rule number. Must be between 1 and 32766.`,
    );
  return number;
};

const at = (acl: AclRecord, egress: boolean, number: number): AclEntry | undefined =>
  acl.entries.find((one) => one.egress === egress && one.number === number);

const existing = (acl: AclRecord, egress: boolean, number: number): AclEntry => {
  const entry = at(acl, egress, number);
  if (entry === undefined)
    throw new AwsFailure(
      'InvalidNetworkAclEntry.NotFound',
      `The ${egress ? 'egress' : 'ingress'} network acl entry with rule number '${number}' does not exist in network acl '${acl.id}'`,
    );
  return entry;
};

const put = (call: Call, acl: AclRecord, entries: readonly AclEntry[]): void =>
  void aclsIn(call).put(acl.id, { ...acl, entries });

const needs =
  (action: string) =>
  (call: Call, { NetworkAclId = '*' }: { readonly NetworkAclId: string | undefined }) => [
    { action, resources: [arnOf(call, 'network-acl', NetworkAclId)] },
  ];

/** CreateNetworkAclEntry, ReplaceNetworkAclEntry, DeleteNetworkAclEntry. */
export const networkAclEntryOperations: Operations = {
  CreateNetworkAclEntry: operation<CreateNetworkAclEntryRequest, object>((call, input) => {
    const acl = findAcl(call, input.NetworkAclId ?? '');
    const entry = read(input);
    if (at(acl, entry.egress, entry.number) !== undefined)
      throw new AwsFailure(
        'NetworkAclEntryAlreadyExists',
        `The network acl entry identified by ${entry.number} already exists.`,
      );
    const sameWay = acl.entries.filter((one) => one.egress === entry.egress).length;
    const message = 'The maximum number of network ACL entries has been reached.';
    limit(sameWay + 1, quotas.entriesPerAcl, 'NetworkAclEntryLimitExceeded', message);
    put(call, acl, [...acl.entries, entry]);
    return {};
  }, needs('ec2:CreateNetworkAclEntry')),

  ReplaceNetworkAclEntry: operation<ReplaceNetworkAclEntryRequest, object>((call, input) => {
    const acl = findAcl(call, input.NetworkAclId ?? '');
    const entry = read(input);
    const before = existing(acl, entry.egress, entry.number);
    put(
      call,
      acl,
      acl.entries.map((one) => (one === before ? entry : one)),
    );
    return {};
  }, needs('ec2:ReplaceNetworkAclEntry')),

  DeleteNetworkAclEntry: operation<DeleteNetworkAclEntryRequest, object>((call, input) => {
    const acl = findAcl(call, input.NetworkAclId ?? '');
    const before = existing(acl, input.Egress ?? false, input.RuleNumber ?? 0);
    put(
      call,
      acl,
      acl.entries.filter((one) => one !== before),
    );
    return {};
  }, needs('ec2:DeleteNetworkAclEntry')),
};
