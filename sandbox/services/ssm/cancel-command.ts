import type { CancelCommandRequest } from '@aws-sdk/client-ssm';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { invocationsOf, putInvocation } from './invocations.js';
import { invalidInstances } from './failures.js';
import { commandsIn, hasEnded } from './records.js';

/** How long an agent takes to end a script that it is told to end. */
const KILL_MS = 2_000;

/** CancelCommand: what waits is cancelled at once, what runs when its agent hears of it. What has ended stays as it is. */
export const cancelCommand: Operations = {
  CancelCommand: operation<CancelCommandRequest, object>((call, { CommandId = '', InstanceIds = [] }) => {
    const command = commandsIn(call).get(CommandId);
    if (command === undefined) throw new AwsFailure('InvalidCommandId', 'The specified command ID is not valid.');
    if (new Set(InstanceIds).size < InstanceIds.length)
      throw new AwsFailure('DuplicateInstanceId', 'An instance ID is given twice.');
    const wrong = InstanceIds.filter((id) => !command.instanceIds.includes(id));
    if (wrong.length > 0) throw invalidInstances(call, wrong);
    const meant = invocationsOf(call, command).filter(
      (one) => !hasEnded(one) && (InstanceIds.length === 0 || InstanceIds.includes(one.instanceId)),
    );
    for (const one of meant)
      if (one.startedAt === undefined) putInvocation(call, { ...one, status: 'Cancelled', details: 'Cancelled' });
      else putInvocation(call, { ...one, status: 'Cancelling', details: 'Cancelling' });
    if (meant.length > 0) commandsIn(call).put(CommandId, { ...command, cancelled: true });
    const { account, region } = call;
    call.world.agenda.plan(`ssm.cancel/${CommandId}`, call.world.clock.now() + KILL_MS, 'ssm.cancel', {
      account,
      region,
      commandId: CommandId,
    });
    return {};
  }),
};
