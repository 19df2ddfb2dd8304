import { randomBytes } from 'node:crypto';
import type { Action, Certificate, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Table } from '../../world/store.js';
import { AwsFailure, type Place } from '../operation.js';

/** An Application or Network Load Balancer as the sandbox keeps it. Times are epoch milliseconds of the world. */
export type LoadBalancerRecord = {
  readonly arn: string;
  readonly name: string;
  readonly type: 'application' | 'network';
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  /** One node per zone, behind an interface that the service manages. */
  readonly nodes: readonly { readonly zone: string; readonly subnetId: string; readonly interfaceId: string }[];
  readonly groups: readonly string[];
  readonly dnsName: string;
  readonly ipAddressType: string;
  readonly createdAt: number;
  /** `active` from this moment on, `provisioning` before. */
  readonly activeAt: number;
  /** Attributes that are not at their defaults. */
  readonly attributes: Readonly<Record<string, string>>;
};

/** A target group with its health check. */
export type TargetGroupRecord = {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string;
  readonly protocolVersion?: string;
  readonly port: number;
  readonly vpcId: string;
  readonly type: 'instance' | 'ip';
  readonly ipAddressType: string;
  readonly check: {
    readonly protocol: string;
    /** A number in decimal, or `traffic-port`. */
    readonly port: string;
    readonly path?: string;
    readonly matcher?: { readonly HttpCode?: string; readonly GrpcCode?: string };
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
  };
  readonly attributes: Readonly<Record<string, string>>;
};

/** A target of a group, and what its health checks have found. */
export type TargetRecord = {
  readonly group: string;
  readonly id: string;
  readonly port: number;
  readonly zone?: string;
  readonly registeredAt: number;
  /** Deregistered, and gone from this moment on. */
  readonly drainsUntil?: number;
  readonly health: {
    readonly state: 'initial' | 'healthy' | 'unhealthy';
    /** Checks in a row that spoke against `state`. */
    readonly against: number;
    readonly checked: boolean;
  };
};

/** A listener. Its default rule is a row of its own. */
export type ListenerRecord = {
  readonly arn: string;
  readonly loadBalancer: string;
  readonly port: number;
  readonly protocol: string;
  readonly certificates: readonly Certificate[];
  readonly sslPolicy?: string;
  readonly alpnPolicy?: readonly string[];
};

/** A rule of a listener; the default one has the last word. */
export type RuleRecord = {
  readonly arn: string;
  readonly listener: string;
  readonly priority: number | 'default';
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly Action[];
};

export const loadBalancersIn = (place: Place): Table<LoadBalancerRecord> =>
  place.world.table('elbv2.loadBalancers', place);
export const targetGroupsIn = (place: Place): Table<TargetGroupRecord> =>
  place.world.table('elbv2.targetGroups', place);
export const targetsIn = (place: Place): Table<TargetRecord> => place.world.table('elbv2.targets', place);
export const listenersIn = (place: Place): Table<ListenerRecord> => place.world.table('elbv2.listeners', place);
export const rulesIn = (place: Place): Table<RuleRecord> => place.world.table('elbv2.rules', place);

/** Where a target's row is: the same host may be in a group once per port. */
export const targetKey = (group: string, id: string, port: number): string => `${group}|${id}|${port}`;

/** The ARN of a new resource: `loadbalancer/app/name` gets its 16 digits. */
export const newArn = (place: Place, path: string): string =>
  `arn:aws:elasticloadbalancing:${place.region}:${place.account}:${path}/${randomBytes(8).toString('hex')}`;

/** The load balancer, or `LoadBalancerNotFound`. */
export const loadBalancerOf = (place: Place, arn = ''): LoadBalancerRecord =>
  loadBalancersIn(place).get(arn) ?? missing('LoadBalancerNotFound', `Load balancer '${arn}' not found`);

/** The target group, or `TargetGroupNotFound`. */
export const targetGroupOf = (place: Place, arn = ''): TargetGroupRecord =>
  targetGroupsIn(place).get(arn) ?? missing('TargetGroupNotFound', `Target group '${arn}' not found`);

/** The listener, or `ListenerNotFound`. */
export const listenerOf = (place: Place, arn = ''): ListenerRecord =>
  listenersIn(place).get(arn) ?? missing('ListenerNotFound', `Listener '${arn}' not found`);

/** The rule, or `RuleNotFound`. */
export const ruleOf = (place: Place, arn = ''): RuleRecord =>
  rulesIn(place).get(arn) ?? missing('RuleNotFound', `Rule '${arn}' not found`);

const missing = (code: string, message: string): never => {
  throw new AwsFailure(code, message);
};

/** Refuses a name that Elastic Load Balancing would; `kind` begins the message ("Target group"). */
export const checkName = (kind: string, name: string): void => {
  const problem =
    name.length > 32
      ? `cannot be longer than '32' characters`
      : !/^[A-Za-z0-9-]+$/.test(name)
        ? `can only contain characters that are alphanumeric characters or hyphens(-)`
        : /^-|-$/.test(name)
          ? `cannot begin or end with a hyphen`
          : undefined;
  if (problem !== undefined) throw new AwsFailure('ValidationError', `${kind} name '${name}' ${problem}`);
};
