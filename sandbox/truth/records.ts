import type { Table } from '../world/store.js';
import type { Passage } from '../services/ec2/reach/reachability.js';
import type { Place } from '../services/operation.js';

/** What a flow is for; that decides which parts of the network can cut it. */
export type FlowKind = 'c2' | 'ssh' | 'web' | 'ssm' | 'dns' | 'imds' | 'lateral' | 'exfiltration';

/** How security groups treat a flow ("Amazon EC2 security group connection tracking"). */
export type Tracking = Passage['tracked'];

/** The way a flow takes out of its interface. */
export type Path = 'local' | 'internet' | 'nat' | 'egress-only' | 'gateway-endpoint';

/** An interface of the account whose flow logs see a flow, as it was when the flow opened. */
export type Tap = {
  readonly interfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly instanceId?: string;
  /** Its own address, the primary one where it has several. */
  readonly address: string;
  /** Which side of the flow it is on. */
  readonly side: 'opener' | 'responder';
};

/** What packets that pass an interface meet there: `egress` are those that leave it. */
export type Meeting = {
  readonly interfaceId: string;
  readonly egress: boolean;
  readonly action: 'ACCEPT' | 'REJECT';
  /** VPC Block Public Access did it, neither groups nor ACLs. */
  readonly reason?: 'BPA';
};

/** From `since` until the next entry, every try to open the flow again meets this; nothing, while none is made. */
export type Tries = { readonly since: number; readonly met: readonly Meeting[] };

/** A connection of an interface, as it really is: no AWS call shows this. Times are epoch milliseconds of the world. */
export type FlowRecord = {
  readonly id: string;
  readonly interfaceId: string;
  readonly instanceId: string;
  readonly kind: FlowKind;
  readonly direction: 'in' | 'out';
  readonly remote: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** The port of the side that listens; none for ICMP. */
  readonly port?: number | undefined;
  /** It never pauses; an idle one is dropped when tracking times out. */
  readonly busy: boolean;
  /** Whoever is behind it opens it again as soon as that is possible. */
  readonly reconnects: boolean;
  readonly path: Path;
  /** Where flow logs see it: nowhere, if it is of the kind that AWS does not log. */
  readonly taps: readonly Tap[];
  /** The public address that it goes through, if it does. */
  readonly publicIp?: string;
  readonly openedAt: number;
  readonly openedAs: Tracking;
  readonly tracking: Tracking;
  readonly endedAt?: number;
  readonly endedBy?: string;
  /** After its end, if its side keeps trying. */
  readonly tries: readonly Tries[];
  /** The flow that took its place, after a reconnection. */
  readonly followedBy?: string;
};

/** Something with which an attacker still gets answers. */
export type SessionRecord = {
  readonly id: string;
  readonly kind: 'role-session' | 'console' | 'ssm-session' | 'access-key';
  /** The principal's ARN. */
  readonly principal: string;
  /** The instance it came from, for the credentials of an instance's role. */
  readonly instanceId?: string;
  readonly accessKeyId?: string;
  /** The id of a Session Manager session. */
  readonly sessionId?: string;
  readonly openedAt: number;
  readonly expiresAt?: number;
};

export const flowsIn = (place: Place): Table<FlowRecord> => place.world.table('truth.flows', place);
export const sessionsIn = (place: Place): Table<SessionRecord> => place.world.table('truth.sessions', place);
