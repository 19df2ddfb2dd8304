import type { SendCommandRequest, SendCommandResult } from '@aws-sdk/client-ssm';
import { instancesIn, stateAt } from '../ec2/records.js';
import { uuid } from '../ids.js';
import { AwsFailure, operation, type Call, type Need, type Operations } from '../operation.js';
import { documentArn, onInstance } from './arns.js';
import { commandView } from './command-views.js';
import { planDispatch } from './delivery.js';
import { parametersFor } from './document-parameters.js';
import { invalidDocument, invalidInstances, notSimulated } from './failures.js';
import { contentOf, documentAt, hashOf, type Document } from './library.js';
import { agentsIn, commandsIn, invocationId, invocationsIn, type CommandRecord } from './records.js';
import { plannedSteps } from './steps.js';

const DELIVERY_SECONDS = 3_600;

const needs = (call: Call, { DocumentName = '', InstanceIds = [] }: SendCommandRequest): readonly Need[] => [
  { action: 'ssm:SendCommand', resources: [documentArn(call, DocumentName)] },
  ...InstanceIds.map((id) => onInstance(call, 'ssm:SendCommand', id)),
];

const refuseUnplayed = (input: SendCommandRequest): void => {
  if ((input.Targets ?? []).length > 0) throw notSimulated('SendCommand to Targets');
  if (input.CloudWatchOutputConfig?.CloudWatchOutputEnabled === true) throw notSimulated('output to CloudWatch Logs');
  if (input.NotificationConfig?.NotificationArn) throw notSimulated('notification of a command');
  if (input.AlarmConfiguration !== undefined) throw notSimulated('an alarm on a command');
};

const checkInstances = (call: Call, ids: readonly string[]): void => {
  if (ids.length === 0) throw new AwsFailure('ValidationException', 'Either InstanceIds or Targets must be specified.');
  if (new Set(ids).size < ids.length) throw new AwsFailure('DuplicateInstanceId', 'An instance ID is given twice.');
  const now = call.world.clock.now();
  const wrong = ids.filter((id) => {
    const instance = instancesIn(call).get(id);
    const state = instance && stateAt(instance, now);
    const gone = state === undefined || state === 'shutting-down' || state === 'terminated';
    return gone || agentsIn(call).get(id) === undefined;
  });
  if (wrong.length > 0) throw invalidInstances(call, wrong);
};

const checkDocument = (call: Call, document: Document, input: SendCommandRequest): void => {
  if (document.type !== 'Command') throw invalidDocument(document.name);
  const algorithm = input.DocumentHashType === 'Sha1' ? 'sha1' : 'sha256';
  if (input.DocumentHash !== undefined && input.DocumentHash !== hashOf(document, algorithm))
    throw new AwsFailure('InvalidDocument', `The hash of document ${document.name} is not the one that was given.`);
  const platforms = (input.InstanceIds ?? []).map((id) => instancesIn(call).get(id)?.platform);
  const supported = document.platforms.map((one) => one.toLowerCase());
  if (platforms.some((one) => one !== undefined && !supported.includes(one)))
    throw new AwsFailure(
      'UnsupportedPlatformType',
      `The document ${document.name} does not support the platform type of the instances.`,
    );
};

/** SendCommand: to the named instances and to no other. */
export const sendCommand: Operations = {
  SendCommand: operation<SendCommandRequest, SendCommandResult>((call, input) => {
    refuseUnplayed(input);
    const { DocumentName = '', DocumentVersion = '$DEFAULT', InstanceIds = [] } = input;
    const document = documentAt(call, DocumentName, { version: DocumentVersion });
    checkInstances(call, InstanceIds);
    checkDocument(call, document, input);
    const content = contentOf(document);
    const given = Object.fromEntries(
      Object.entries(input.Parameters ?? {}).map(([name, value]) => [name, value ?? []]),
    );
    const steps = plannedSteps(document.name, content, parametersFor(content, given));
    const now = call.world.clock.now();
    const timeoutSeconds = input.TimeoutSeconds ?? DELIVERY_SECONDS;
    const deliverUntil = now + timeoutSeconds * 1_000;
    const command: CommandRecord = {
      id: uuid(),
      documentName: document.name,
      documentVersion: DocumentVersion,
      comment: input.Comment ?? '',
      parameters: given,
      instanceIds: InstanceIds,
      requestedAt: now,
      deliverUntil,
      expiresAt: deliverUntil + steps.reduce((sum, step) => sum + step.timeoutMs, 0),
      timeoutSeconds,
      maxConcurrency: input.MaxConcurrency ?? '50',
      maxErrors: input.MaxErrors ?? '0',
      ...(input.OutputS3BucketName !== undefined && {
        output: { bucket: input.OutputS3BucketName, prefix: input.OutputS3KeyPrefix ?? '' },
      }),
      steps,
      cancelled: false,
    };
    commandsIn(call).put(command.id, command);
    for (const instanceId of InstanceIds)
      invocationsIn(call).put(invocationId(command.id, instanceId), {
        commandId: command.id,
        instanceId,
        status: 'Pending',
        details: 'Pending',
        step: 0,
        done: [],
      });
    planDispatch(call, command);
    return { Command: commandView(call, command) };
  }, needs),
};
