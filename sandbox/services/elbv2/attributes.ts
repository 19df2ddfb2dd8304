import { AwsFailure } from '../operation.js';
import type { LoadBalancerRecord, TargetGroupRecord } from './records.js';

type Defaults = Readonly<Record<string, string>>;

const EVERY_TARGET_GROUP: Defaults = {
  'stickiness.enabled': 'false',
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
};

const WEB_TARGET_GROUP: Defaults = {
  ...EVERY_TARGET_GROUP,
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.app_cookie.duration_seconds': '86400',
  'stickiness.app_cookie.cookie_name': '',
  'slow_start.duration_seconds': '0',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
};

const NETWORK_TARGET_GROUP: Defaults = {
  ...EVERY_TARGET_GROUP,
  'stickiness.type': 'source_ip',
  'deregistration_delay.connection_termination.enabled': 'false',
  'preserve_client_ip.enabled': 'true',
  'proxy_protocol_v2.enabled': 'false',
  'target_health_state.unhealthy.connection_termination.enabled': 'true',
  'target_health_state.unhealthy.draining_interval_seconds': '0',
};

const EVERY_LOAD_BALANCER: Defaults = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'deletion_protection.enabled': 'false',
  'load_balancing.cross_zone.enabled': 'false',
  'zonal_shift.config.enabled': 'false',
};

const APPLICATION_LOAD_BALANCER: Defaults = {
  ...EVERY_LOAD_BALANCER,
  'load_balancing.cross_zone.enabled': 'true',
  'idle_timeout.timeout_seconds': '60',
  'client_keep_alive.seconds': '3600',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'routing.http2.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'waf.fail_open.enabled': 'false',
};

const NETWORK_LOAD_BALANCER: Defaults = {
  ...EVERY_LOAD_BALANCER,
  'dns_record.client_routing_policy': 'any_availability_zone',
};

/** All attributes of a target group or load balancer: AWS's defaults, and over them what was set. */
export const attributesOf = (owner: TargetGroupRecord | LoadBalancerRecord): Defaults => ({
  ...defaultsOf(owner),
  ...owner.attributes,
});

/** One attribute; the empty text when this kind of owner has none of the name. */
export const attributeOf = (owner: TargetGroupRecord | LoadBalancerRecord, name: string): string =>
  attributesOf(owner)[name] ?? '';

const defaultsOf = (owner: TargetGroupRecord | LoadBalancerRecord): Defaults => {
  if ('dnsName' in owner) return owner.type === 'application' ? APPLICATION_LOAD_BALANCER : NETWORK_LOAD_BALANCER;
  return owner.protocol === 'HTTP' || owner.protocol === 'HTTPS' ? WEB_TARGET_GROUP : NETWORK_TARGET_GROUP;
};

/** Numbers that AWS allows, both ends included. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  'deregistration_delay.timeout_seconds': [0, 3600],
  'slow_start.duration_seconds': [0, 900],
  'stickiness.lb_cookie.duration_seconds': [1, 604_800],
  'idle_timeout.timeout_seconds': [1, 4000],
  'client_keep_alive.seconds': [60, 604_800],
};

/** An attribute as a request gives it. */
export type Attribute = { readonly Key?: string | undefined; readonly Value?: string | undefined };

/** The attributes of `owner` with `changes` over them; refuses names that it does not have and values out of range. */
export const withAttributes = (
  owner: TargetGroupRecord | LoadBalancerRecord,
  changes: readonly Attribute[],
): Defaults => {
  for (const { Key = '', Value = '' } of changes) {
    const usual = defaultsOf(owner)[Key];
    if (usual === undefined) throw new AwsFailure('ValidationError', `Attribute key '${Key}' is not recognized`);
    const range = RANGES[Key];
    const isWrong =
      range === undefined
        ? (usual === 'true' || usual === 'false') && Value !== 'true' && Value !== 'false'
        : !/^\d+$/.test(Value) || Number(Value) < range[0] || Number(Value) > range[1];
    if (isWrong) throw new AwsFailure('ValidationError', `Attribute value '${Value}' for '${Key}' is not valid`);
  }
  return { ...owner.attributes, ...Object.fromEntries(changes.map(({ Key = '', Value = '' }) => [Key, Value])) };
};
