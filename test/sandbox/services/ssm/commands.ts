import type { CommandInvocation, GetCommandInvocationResult, SendCommandResult } from '@aws-sdk/client-ssm';
import { ssm } from '../../../../sandbox/services/ssm/index.js';
import type { Bench } from '../harness.js';

/** Sends a shell script; answers the command's id. */
export const send = (bench: Bench, script: string, ids: readonly string[], more: object = {}): string =>
  bench.call<SendCommandResult>(ssm, 'SendCommand', {
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: ids,
    Parameters: { commands: script.split('\n') },
    ...more,
  }).Command?.CommandId ?? '';

export const resultOf = (bench: Bench, CommandId: string, InstanceId: string): GetCommandInvocationResult =>
  bench.call(ssm, 'GetCommandInvocation', { CommandId, InstanceId });

/** Status and details of every copy of a command, by instance. */
export const statusesOf = (bench: Bench, CommandId: string): Record<string, string> =>
  Object.fromEntries(
    bench
      .call<{ CommandInvocations: CommandInvocation[] }>(ssm, 'ListCommandInvocations', { CommandId })
      .CommandInvocations.map((one) => [one.InstanceId ?? '', `${one.Status}/${one.StatusDetails}`]),
  );
