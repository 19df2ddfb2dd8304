import type { Place } from '../../operation.js';
import type { Readers } from '../filters.js';
import { groupsIn, type GroupRecord, type RuleRecord } from '../network/network-records.js';
import { rulesOf } from './security-group-store.js';

/** What the filters of one direction's rules read, by the last part of their names. */
const parts = (place: Place): Readonly<Record<string, (rule: RuleRecord) => string | undefined>> => {
  const peer = (kind: RuleRecord['peer']['kind']) => (rule: RuleRecord) =>
    rule.peer.kind === kind ? rule.peer.value : undefined;
  return {
    cidr: peer('ipv4'),
    'ipv6-cidr': peer('ipv6'),
    'prefix-list-id': peer('prefix-list'),
    'group-id': peer('group'),
    'group-name': (rule) => groupsIn(place).get(peer('group')(rule) ?? '')?.name,
    'user-id': (rule) => (rule.peer.kind === 'group' ? place.account : undefined),
    protocol: (rule) => rule.protocol,
    'from-port': (rule) => (rule.from === undefined ? undefined : String(rule.from)),
    'to-port': (rule) => (rule.to === undefined ? undefined : String(rule.to)),
  };
};

/** The filters of DescribeSecurityGroups. */
export const groupReaders = (place: Place): Readers<GroupRecord> => ({
  description: (group) => group.description,
  'group-id': (group) => group.id,
  'group-name': (group) => group.name,
  'owner-id': () => place.account,
  'vpc-id': (group) => group.vpcId,
  ...Object.fromEntries(
    [false, true].flatMap((egress) =>
      Object.entries(parts(place)).map(([part, read]) => [
        `${egress ? 'egress.' : ''}ip-permission.${part}`,
        (group: GroupRecord) =>
          rulesOf(place, group.id)
            .filter((rule) => rule.egress === egress)
            .flatMap((rule) => read(rule) ?? []),
      ]),
    ),
  ),
});
