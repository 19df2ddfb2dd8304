import type { Place } from '../../operation.js';
import { leavesUntracked, type Traffic } from './reach-groups.js';
import type { InterfaceRecord } from '../records.js';

/** The other side of a flow: one address, every address of a block, or another interface of the same account. */
export type Remote = { readonly ip: string } | { readonly cidr: string } | { readonly interfaceId: string };

/** A flow that is to be opened by an interface (`out`) or to it (`in`). */
export type Flow = {
  readonly interfaceId: string;
  readonly direction: 'in' | 'out';
  readonly protocol: Traffic['protocol'];
  /** The responder's port; none for ICMP. */
  readonly port?: number;
  readonly remote: Remote;
};

/** Whether a new flow gets through, and what security groups would remember of it. */
export type Passage = {
  readonly allowed: boolean;
  /** Why not; or the way it takes. */
  readonly reason: string;
  readonly tracked: 'tracked' | 'untracked' | 'always-tracked';
};

/** What security groups remember of a flow; `always` where its way has it tracked in any case. */
export const trackingOf = (
  place: Place,
  flow: Flow,
  row: InterfaceRecord,
  traffic: Traffic,
  always: boolean,
): Passage['tracked'] => {
  if (always || flow.protocol === 'icmp' || flow.protocol === 'icmpv6') return 'always-tracked';
  return leavesUntracked(place, row, flow.direction === 'out', traffic) ? 'untracked' : 'tracked';
};

/** The interface's first address of the same IP version as another address. */
export const ownAddress = (row: InterfaceRecord, like: string): string =>
  (like.includes(':') ? row.ipv6[0] : row.privateIps[0]) ?? '';
