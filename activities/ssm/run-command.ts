import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json, JsonObject } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws, Values } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';

/** A command document as it was when the plan was made: what runs is what was signed, or nothing. */
export const pinnedDocument = z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() });
export type PinnedDocument = z.infer<typeof pinnedDocument>;

/** How a command ended on its one instance. `output` is empty until it has. */
export type CommandEnd = {
  readonly status: string;
  readonly details: string;
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  readonly startedAt: string;
  readonly endedAt: string;
};

const sent = z.object({ Command: z.object({ CommandId: z.string() }) });

/** Amazon's document that runs a script on the platform. */
export const scriptDocument = (windows: boolean): string =>
  windows ? 'AWS-RunPowerShellScript' : 'AWS-RunShellScript';

/** Reads the default version of a document, to be pinned. */
export const pinDocument = async (aws: Aws, name: string): Promise<PinnedDocument> => {
  const { Document } = await aws.once(`DescribeDocument ${name}`, () =>
    reading('ssm:DescribeDocument', name, () => aws.ssm.describeDocument({ Name: name })),
  );
  if (!Document?.Hash || Document.HashType !== 'Sha256')
    throw failure(failureTypes.refused, `AWS gives no SHA-256 of the document ${name}: it cannot be pinned.`);
  return { name, version: Document.DocumentVersion ?? Document.DefaultVersion ?? '1', sha256: Document.Hash };
};

/** One script, to one instance, once. `lines` are literal, or placeholders for what does not exist yet. */
export const commandCall = (
  id: string,
  instanceId: string,
  { name, version, sha256 }: PinnedDocument,
  mark: string,
  lines: readonly Json[],
  seconds: { readonly delivery: number; readonly execution: number },
): PlannedCall => ({
  id,
  service: 'ssm',
  operation: 'SendCommand',
  target: instanceId,
  input: {
    InstanceIds: [instanceId],
    DocumentName: name,
    DocumentVersion: version,
    DocumentHash: sha256,
    DocumentHashType: 'Sha256',
    // It means nothing to whoever reads it in the account: by it the command is found again.
    Comment: mark,
    TimeoutSeconds: seconds.delivery,
    Parameters: { commands: [...lines], executionTimeout: [`${seconds.execution}`] },
  },
});

/** Ends what that command still does on the instance. */
export const cancelCall = (id: string, instanceId: string, send: string): PlannedCall => ({
  id,
  service: 'ssm',
  operation: 'CancelCommand',
  target: instanceId,
  input: { CommandId: { $ref: `${send}.Command.CommandId` }, InstanceIds: [instanceId] },
});

/** The command id in what a planned SendCommand answered, or null. */
export const commandIdOf = (answer: JsonObject | null): string | null =>
  answer === null ? null : (sent.safeParse(answer).data?.Command.CommandId ?? null);

/**
 * Sends a planned command once. SendCommand has no client token: after a lost answer it is looked for by its mark, on
 * its instance, since the intent (`ListCommands` has no filter for comments), a few times before it is sent again.
 */
export const sendOnce = async (
  aws: Aws,
  id: string,
  instanceId: string,
  mark: string,
  values?: () => Promise<Values>,
): Promise<string> => {
  const find = async (since: Date): Promise<JsonObject | null> => {
    for (const pause of [0, 1_000, 3_000]) {
      await aws.wait(pause);
      const found = await findCommand(aws, instanceId, mark, since);
      if (found) return { Command: { CommandId: found } };
    }
    return null;
  };
  return sent.parse(await aws.create(id, find, values)).Command.CommandId;
};

const findCommand = async (aws: Aws, instanceId: string, mark: string, since: Date): Promise<string | null> => {
  // The filter takes whole seconds, and says "after".
  const after = new Date(Math.floor(since.getTime() / 1_000) * 1_000 - 1_000).toISOString().replace(/\.\d+Z$/, 'Z');
  let next: string | undefined;
  do {
    const page = await reading('ssm:ListCommands', instanceId, () =>
      aws.ssm.listCommands({
        InstanceId: instanceId,
        Filters: [{ key: 'InvokedAfter', value: after }],
        ...(next && { NextToken: next }),
      }),
    );
    const found = page.Commands?.find((one) => one.Comment === mark)?.CommandId;
    if (found) return found;
    next = page.NextToken;
  } while (next);
  return null;
};

const over = new Set(['Success', 'Failed', 'Cancelled', 'TimedOut']);

/** How a command ended; null while it has not. Right after it was sent AWS may not know it yet. */
export const commandEnd = async (aws: Aws, commandId: string, instanceId: string): Promise<CommandEnd | null> => {
  try {
    const answer = await reading('ssm:GetCommandInvocation', commandId, () =>
      aws.ssm.getCommandInvocation({ CommandId: commandId, InstanceId: instanceId }),
    );
    if (!over.has(answer.Status ?? '')) return null;
    return {
      status: answer.Status ?? '',
      details: answer.StatusDetails ?? '',
      code: answer.ResponseCode ?? -1,
      output: answer.StandardOutputContent ?? '',
      errors: answer.StandardErrorContent ?? '',
      startedAt: answer.ExecutionStartDateTime ?? '',
      endedAt: answer.ExecutionEndDateTime ?? '',
    };
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === failureTypes.notFound) return null;
    throw error;
  }
};
