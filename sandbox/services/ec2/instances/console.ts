import type {
  GetConsoleOutputRequest,
  GetConsoleOutputResult,
  GetConsoleScreenshotRequest,
  GetConsoleScreenshotResult,
  GetPasswordDataRequest,
  GetPasswordDataResult,
  SendDiagnosticInterruptRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { bootLog } from './boot-log.js';
import { findInstance } from '../compute-finders.js';
import { onInstance } from './instance-needs.js';
import { stateOf } from './instance-states.js';
import { instanceType } from './instance-type-facts.js';
import type { InstanceRecord } from '../records.js';
import { screenshot } from './screenshot.js';

const refuseNotRunning = (place: Place, record: InstanceRecord): void => {
  const state = stateOf(place, record);
  if (state !== 'running')
    throw new AwsFailure('IncorrectInstanceState', `The instance '${record.id}' is not running: it is ${state}.`);
};

const isNitro = ({ type }: InstanceRecord): boolean => instanceType(type).hypervisor === 'nitro';

/** GetConsoleOutput, GetConsoleScreenshot, SendDiagnosticInterrupt, GetPasswordData. */
export const consoleOperations: Operations = {
  GetConsoleOutput: operation<GetConsoleOutputRequest, GetConsoleOutputResult>((call, { InstanceId = '', Latest }) => {
    const record = findInstance(call, InstanceId);
    if (Latest === true && !isNitro(record))
      throw new AwsFailure(
        'UnsupportedOperation',
        'This instance type does not support retrieving the latest console logs.',
      );
    const now = call.world.clock.now();
    const isBooting = stateOf(call, record) === 'pending';
    return {
      InstanceId: record.id,
      Timestamp: new Date(isBooting ? now : Math.min(now, record.state.until)),
      // Nothing has been written before the first boot.
      Output: isBooting ? '' : Buffer.from(bootLog(call, record)).toString('base64'),
    };
  }, onInstance),

  GetConsoleScreenshot: operation<GetConsoleScreenshotRequest, GetConsoleScreenshotResult>(
    (call, { InstanceId = '' }) => {
      const record = findInstance(call, InstanceId);
      refuseNotRunning(call, record);
      // "Troubleshoot an unreachable Amazon EC2 instance": not for Arm-based processors.
      if (record.architecture === 'arm64')
        throw new AwsFailure('UnsupportedOperation', `Instance type ${record.type} does not support screenshots.`);
      return { InstanceId: record.id, ImageData: screenshot };
    },
    onInstance,
  ),

  SendDiagnosticInterrupt: operation<SendDiagnosticInterruptRequest, object>((call, { InstanceId = '' }) => {
    const record = findInstance(call, InstanceId);
    refuseNotRunning(call, record);
    if (!isNitro(record))
      throw new AwsFailure(
        'UnsupportedOperation',
        `Instance type ${record.type} does not support diagnostic interrupts.`,
      );
    return {};
  }, onInstance),

  GetPasswordData: operation<GetPasswordDataRequest, GetPasswordDataResult>((call, { InstanceId = '' }) => {
    const record = findInstance(call, InstanceId);
    // Without a generated password AWS answers with an empty text.
    return { InstanceId: record.id, Timestamp: new Date(call.world.clock.now()), PasswordData: '' };
  }, onInstance),
};
