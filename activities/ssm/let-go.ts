import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { detachVolume } from '../ec2/evidence-volume.js';
import { uploadIds } from '../s3/upload-calls.js';
import { commandIds, tasks } from './capture-calls.js';
import { tries, type Try } from './capture-facts.js';
import { volumeEvidence } from './capture-evidence.js';
import { commandEnd, commandIdOf } from './run-command.js';

/** Ends what a try that came to nothing has left: a script that still runs, and its upload. */
export const endTry = async (aws: Aws, instanceId: string, number: Try): Promise<void> => {
  for (const task of tasks) {
    const calls = commandIds(task, number);
    const command = commandIdOf(await aws.answerOf(calls.send));
    if (command)
      await quietly(aws, async () => {
        if ((await commandEnd(aws, command, instanceId)) === null) await aws.make(calls.cancel);
      });
  }
  const ids = uploadIds(number);
  const begun = await aws.answerOf(ids.begin);
  const over = (await aws.answerOf(ids.complete)) ?? (await aws.answerOf(ids.abort));
  if (begun && !over) await quietly(aws, async () => void (await aws.make(ids.abort)));
};

/**
 * Ends what a capture that goes on no more has left running. Each thing is let go for itself: one that cannot be is
 * said. The evidence volume is taken off the host and kept, for it may hold a dump.
 */
export const letGo = async (aws: Aws, instanceId: string): Promise<void> => {
  for (const number of tries) await endTry(aws, instanceId, number);
  await quietly(aws, async () => {
    const volumeId = await detachVolume(aws, instanceId);
    const note = 'It may hold a dump, or a part of one, that did not reach the vault.';
    if (volumeId) await aws.collected(volumeEvidence(aws, instanceId, volumeId, { note }));
  });
};

// It is not there any more, or this very attempt has let it go already.
const gone: readonly (string | null | undefined)[] = [failureTypes.notFound, failureTypes.fenced];

const quietly = async (aws: Aws, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof ApplicationFailure && gone.includes(error.type)) return;
    await aws.progress(`left behind: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500));
  }
};
