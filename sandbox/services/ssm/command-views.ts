import type { Command, CommandInvocation, CommandPlugin } from '@aws-sdk/client-ssm';
import { tagsOf } from '../ec2/tags.js';
import type { Place } from '../operation.js';
import { invocationsOf } from './invocations.js';
import { commandOutcome } from './outcome.js';
import { combined } from './output.js';
import { outputKey } from './output-upload.js';
import { hasEnded, type CommandRecord, type InvocationRecord, type PlannedStep } from './records.js';

/** A command as SendCommand and ListCommands show it. */
export const commandView = (place: Place, command: CommandRecord): Command => {
  const all = invocationsOf(place, command);
  const { status, details } = commandOutcome(command, all);
  return {
    CommandId: command.id,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    Comment: command.comment,
    ExpiresAfter: new Date(command.expiresAt),
    Parameters: Object.fromEntries(Object.entries(command.parameters).map(([name, values]) => [name, [...values]])),
    InstanceIds: [...command.instanceIds],
    Targets: [],
    RequestedDateTime: new Date(command.requestedAt),
    Status: status as NonNullable<Command['Status']>,
    StatusDetails: details,
    OutputS3Region: place.region,
    OutputS3BucketName: command.output?.bucket ?? '',
    OutputS3KeyPrefix: command.output?.prefix ?? '',
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: all.length,
    CompletedCount: all.filter(hasEnded).length,
    ErrorCount: all.filter((one) => one.details === 'Failed' || one.details === 'ExecutionTimedOut').length,
    DeliveryTimedOutCount: all.filter((one) => one.details === 'DeliveryTimedOut').length,
    ServiceRole: '',
    TimeoutSeconds: command.timeoutSeconds,
  };
};

/** A copy of a command as ListCommandInvocations shows it; its steps only in detail. */
export const invocationView = (
  place: Place,
  command: CommandRecord,
  one: InvocationRecord,
  detailed: boolean,
): CommandInvocation => ({
  CommandId: command.id,
  InstanceId: one.instanceId,
  InstanceName: tagsOf(place, one.instanceId)['Name'] ?? '',
  Comment: command.comment,
  DocumentName: command.documentName,
  DocumentVersion: command.documentVersion,
  RequestedDateTime: new Date(command.requestedAt),
  Status: one.status,
  StatusDetails: one.details,
  StandardOutputUrl: '',
  StandardErrorUrl: '',
  CommandPlugins: detailed ? command.steps.map((step, index) => pluginView(place, command, one, step, index)) : [],
  ServiceRole: '',
});

const pluginView = (
  place: Place,
  command: CommandRecord,
  one: InvocationRecord,
  step: PlannedStep,
  index: number,
): CommandPlugin => {
  const result = one.reported?.[index];
  const open = one.status === 'InProgress' || one.status === 'Cancelling' ? 'InProgress' : 'Pending';
  const ended = one.status === 'TimedOut' || one.status === 'Cancelled' ? one.status : open;
  return {
    Name: step.name,
    Status: result?.status ?? ended,
    StatusDetails: result?.details ?? (ended === open ? open : one.details),
    ResponseCode: result?.code ?? -1,
    ...(result && {
      ResponseStartDateTime: new Date(result.startedAt),
      ResponseFinishDateTime: new Date(result.endedAt),
    }),
    Output: result === undefined ? '' : combined(result),
    ...urlsOf(place, command, one, step),
    OutputS3Region: place.region,
    OutputS3BucketName: command.output?.bucket ?? '',
    OutputS3KeyPrefix: command.output === undefined ? '' : outputKey(command, one.instanceId, step),
  };
};

/** Where the whole output of a step is to be found, once it is written; empty without a bucket. */
export const urlsOf = (
  place: Place,
  command: CommandRecord,
  { instanceId }: InvocationRecord,
  step: PlannedStep,
): { readonly StandardOutputUrl: string; readonly StandardErrorUrl: string } => {
  if (command.output === undefined) return { StandardOutputUrl: '', StandardErrorUrl: '' };
  const folder = `https://s3.${place.region}.amazonaws.com/${command.output.bucket}/${outputKey(command, instanceId, step)}`;
  return { StandardOutputUrl: `${folder}/stdout`, StandardErrorUrl: `${folder}/stderr` };
};
