import type {
  GetCommandInvocationRequest,
  GetCommandInvocationResult,
  ListCommandInvocationsRequest,
  ListCommandInvocationsResult,
  ListCommandsRequest,
  ListCommandsResult,
} from '@aws-sdk/client-ssm';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { hasStatus, isAt, seen, selected } from './command-selection.js';
import { commandView, invocationView, urlsOf } from './command-views.js';
import { invocationsOf } from './invocations.js';
import { INVALID_TOKEN, invalidFilterKey } from './failures.js';
import { commandOutcome } from './outcome.js';
import { invocationId, invocationsIn } from './records.js';

/** GetCommandInvocation, ListCommands, ListCommandInvocations. */
export const commandQueries: Operations = {
  GetCommandInvocation: operation<GetCommandInvocationRequest, GetCommandInvocationResult>((call, input) => {
    const { CommandId = '', InstanceId = '', PluginName } = input;
    const command = seen(call, CommandId);
    const one = command && invocationsIn(call).get(invocationId(CommandId, InstanceId));
    if (command === undefined || one === undefined)
      throw new AwsFailure('InvocationDoesNotExist', 'An error occurred (InvocationDoesNotExist).');
    const index = PluginName === undefined ? 0 : command.steps.findIndex(({ name }) => name === PluginName);
    const step = command.steps[index];
    if (step === undefined || (PluginName === undefined && command.steps.length > 1))
      throw new AwsFailure('InvalidPluginName', 'The plugin name is not valid.');
    const result = one.reported?.[index];
    const outcome = result ?? one;
    return {
      CommandId,
      InstanceId,
      Comment: command.comment,
      DocumentName: command.documentName,
      DocumentVersion: command.documentVersion,
      PluginName: step.name,
      ResponseCode: result?.code ?? -1,
      ExecutionStartDateTime: result === undefined ? '' : new Date(result.startedAt).toISOString(),
      ExecutionElapsedTime: result === undefined ? '' : `PT${(result.endedAt - result.startedAt) / 1_000}S`,
      ExecutionEndDateTime: result === undefined ? '' : new Date(result.endedAt).toISOString(),
      Status: outcome.status,
      StatusDetails: outcome.details,
      StandardOutputContent: result?.stdout ?? '',
      StandardErrorContent: result?.stderr ?? '',
      ...urlsOf(call, command, one, step),
      CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
    };
  }),

  ListCommands: operation<ListCommandsRequest, ListCommandsResult>((call, input) => {
    const { Filters = [], MaxResults: max, NextToken: token } = input;
    const found = selected(call, input).filter((command) => {
      const outcome = commandOutcome(command, invocationsOf(call, command));
      return hasStatus(outcome, Filters) && isAt(outcome, Filters);
    });
    const { items, next } = page(found, { max, token, usual: 50, invalid: INVALID_TOKEN });
    return { Commands: items.map((command) => commandView(call, command)), ...(next && { NextToken: next }) };
  }),

  ListCommandInvocations: operation<ListCommandInvocationsRequest, ListCommandInvocationsResult>((call, input) => {
    const { InstanceId, Filters = [], Details = false, MaxResults: max, NextToken: token } = input;
    if (Filters.some(({ key }) => key === 'ExecutionStage')) throw invalidFilterKey();
    const found = selected(call, input).flatMap((command) =>
      invocationsOf(call, command)
        .filter((one) => InstanceId === undefined || one.instanceId === InstanceId)
        .filter((one) => hasStatus(one, Filters))
        .map((one) => ({ command, one })),
    );
    const { items, next } = page(found, { max, token, usual: 50, invalid: INVALID_TOKEN });
    return {
      CommandInvocations: items.map(({ command, one }) => invocationView(call, command, one, Details)),
      ...(next && { NextToken: next }),
    };
  }),
};
