import type {
  DescribeHubRequest,
  DescribeHubResponse,
  EnableSecurityHubRequest,
  GetEnabledStandardsRequest,
  GetEnabledStandardsResponse,
  ListEnabledProductsForImportResponse,
  UpdateSecurityHubConfigurationRequest,
} from '@aws-sdk/client-securityhub';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { findingsIn, hubIn, type HubRecord } from './records.js';

/** The hub of this account and Region; fails as Security Hub does where it is not switched on. */
export const hubOf = (place: Place): HubRecord => {
  const hub = hubIn(place).get('hub');
  if (hub === undefined)
    throw new AwsFailure(
      'InvalidAccessException',
      `Account ${place.account} is not subscribed to AWS Security Hub`,
      401,
    );
  return hub;
};

/** The ARN of the hub, on which its permissions are given. */
const hubArn = ({ region, account }: Place): string => `arn:aws:securityhub:${region}:${account}:hub/default`;

/** The need of an operation on the hub. */
export const onHub = (action: string) => (call: Call) => [
  { action: `securityhub:${action}`, resources: [hubArn(call)] },
];

/** What a new hub checks unless told not to ("EnableSecurityHub"). */
const DEFAULT_STANDARDS = ['aws-foundational-security-best-practices/v/1.0.0', 'cis-aws-foundations-benchmark/v/1.2.0'];
/** A standard is pending while its controls are set up. */
const SETTING_UP = 5 * 60_000;

/** EnableSecurityHub, DescribeHub, UpdateSecurityHubConfiguration, DisableSecurityHub, and what a hub has by itself. */
export const hubOperations: Operations = {
  EnableSecurityHub: operation<EnableSecurityHubRequest, object>((call, input) => {
    if (hubIn(call).get('hub') !== undefined)
      throw new AwsFailure('ResourceConflictException', 'Account is already subscribed to Security Hub', 409);
    hubIn(call).put('hub', {
      subscribedAt: call.world.clock.now(),
      autoEnableControls: true,
      generator: input.ControlFindingGenerator ?? 'SECURITY_CONTROL',
      standards: input.EnableDefaultStandards === false ? [] : DEFAULT_STANDARDS,
    });
    return {};
  }, onHub('EnableSecurityHub')),

  DescribeHub: operation<DescribeHubRequest, DescribeHubResponse>((call, { HubArn }) => {
    const hub = hubOf(call);
    if (HubArn !== undefined && HubArn !== hubArn(call))
      throw new AwsFailure('ResourceNotFoundException', `Hub ${HubArn} is not found`, 404);
    return {
      HubArn: hubArn(call),
      SubscribedAt: new Date(hub.subscribedAt).toISOString(),
      AutoEnableControls: hub.autoEnableControls,
      ControlFindingGenerator: hub.generator,
    };
  }, onHub('DescribeHub')),

  UpdateSecurityHubConfiguration: operation<UpdateSecurityHubConfigurationRequest, object>((call, input) => {
    const hub = hubOf(call);
    hubIn(call).put('hub', {
      ...hub,
      autoEnableControls: input.AutoEnableControls ?? hub.autoEnableControls,
      generator: input.ControlFindingGenerator ?? hub.generator,
    });
    return {};
  }, onHub('UpdateSecurityHubConfiguration')),

  DisableSecurityHub: operation<object, object>((call) => {
    hubOf(call);
    hubIn(call).delete('hub');
    for (const [id] of findingsIn(call).entries()) findingsIn(call).delete(id);
    return {};
  }, onHub('DisableSecurityHub')),

  GetEnabledStandards: operation<GetEnabledStandardsRequest, GetEnabledStandardsResponse>((call, input) => {
    const { standards, subscribedAt } = hubOf(call);
    const isReady = call.world.clock.now() >= subscribedAt + SETTING_UP;
    const all = standards.map((name) => ({
      StandardsSubscriptionArn: `arn:aws:securityhub:${call.region}:${call.account}:subscription/${name}`,
      StandardsArn: standardArn(call, name),
      StandardsInput: {},
      StandardsStatus: isReady ? ('READY' as const) : ('PENDING' as const),
    }));
    const wanted = input.StandardsSubscriptionArns;
    return {
      StandardsSubscriptions: all.filter(
        (one) => wanted === undefined || wanted.includes(one.StandardsSubscriptionArn),
      ),
    };
  }, onHub('GetEnabledStandards')),

  ListEnabledProductsForImport: operation<object, ListEnabledProductsForImportResponse>((call) => {
    hubOf(call);
    const arn = `arn:aws:securityhub:${call.region}:${call.account}:product-subscription/aws/guardduty`;
    return { ProductSubscriptions: [arn] };
  }),
};

/** CIS 1.2.0 is older than Regions in the ARNs of standards. */
const standardArn = ({ region }: Place, name: string): string =>
  name.startsWith('cis-')
    ? `arn:aws:securityhub:::ruleset/${name}`
    : `arn:aws:securityhub:${region}::standards/${name}`;
