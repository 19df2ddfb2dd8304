import type {
  DescribeVpcBlockPublicAccessOptionsResult,
  DisableSerialConsoleAccessResult,
  EnableSerialConsoleAccessResult,
  GetSerialConsoleAccessStatusResult,
  InternetGatewayBlockMode,
  ModifyVpcBlockPublicAccessOptionsRequest,
  VpcBlockPublicAccessOptions,
} from '@aws-sdk/client-ec2';
import { operation, type Call, type Operations, type Place } from '../operation.js';

type Switches = {
  readonly serialConsole: boolean;
  readonly blockMode: InternetGatewayBlockMode;
  readonly blockedAt?: number;
};

const USUAL: Switches = { serialConsole: false, blockMode: 'off' };

const rows = (place: Place) => place.world.table<Switches>('ec2.accountSwitches', place);
const switchesOf = (place: Place): Switches => rows(place).get('account') ?? USUAL;
const set = (place: Place, part: Partial<Switches>): Switches =>
  rows(place).put('account', { ...switchesOf(place), ...part });

/** What VPC Block Public Access keeps from passing the Region's internet gateways. */
export const blockModeOf = (place: Place): InternetGatewayBlockMode => switchesOf(place).blockMode;

const show = (place: Place): VpcBlockPublicAccessOptions => {
  const { blockMode, blockedAt } = switchesOf(place);
  return {
    AwsAccountId: place.account,
    AwsRegion: place.region,
    State: blockedAt === undefined ? 'default-state' : 'update-complete',
    InternetGatewayBlockMode: blockMode,
    ...(blockedAt !== undefined && { LastUpdateTimestamp: new Date(blockedAt) }),
    ManagedBy: 'account',
    ExclusionsAllowed: 'allowed',
  };
};

const serialConsole = (on: boolean) => (call: Call) => ({
  SerialConsoleAccessEnabled: set(call, { serialConsole: on }).serialConsole,
});

/** Serial console access, and VPC Block Public Access without its exclusions: settings of an account in a Region. */
export const accountSwitchOperations: Operations = {
  GetSerialConsoleAccessStatus: operation<object, GetSerialConsoleAccessStatusResult>((call) => ({
    SerialConsoleAccessEnabled: switchesOf(call).serialConsole,
    ManagedBy: 'account',
  })),
  EnableSerialConsoleAccess: operation<object, EnableSerialConsoleAccessResult>(serialConsole(true)),
  DisableSerialConsoleAccess: operation<object, DisableSerialConsoleAccessResult>(serialConsole(false)),

  DescribeVpcBlockPublicAccessOptions: operation<object, DescribeVpcBlockPublicAccessOptionsResult>((call) => ({
    VpcBlockPublicAccessOptions: show(call),
  })),
  ModifyVpcBlockPublicAccessOptions: operation<
    ModifyVpcBlockPublicAccessOptionsRequest,
    DescribeVpcBlockPublicAccessOptionsResult
  >((call, { InternetGatewayBlockMode: mode }) => {
    set(call, { blockMode: mode ?? 'off', blockedAt: call.world.clock.now() });
    return { VpcBlockPublicAccessOptions: { ...show(call), State: 'update-in-progress' } };
  }),
};
