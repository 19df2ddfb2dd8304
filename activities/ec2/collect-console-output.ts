import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import { reading } from '../aws/reading.js';
import { collectsDocument } from './instance-documents.js';

const isUnsupported = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.type === failureTypes.badInput;

/**
 * Keeps the last 64 KB that an instance wrote to its serial console: kernel messages, panics, what starts at boot. Only
 * instances on the Nitro system have the latest output ("GetConsoleOutput", API reference); of the others AWS gives
 * what was posted after the last start.
 */
export const collectConsoleOutput = collectsDocument({
  name: 'collectConsoleOutput',
  title: 'Keep the console output of an instance',
  evidenceKind: 'console-output',
  call: 'ec2:GetConsoleOutput',
  async read(aws, instanceId) {
    const ask = (latest: boolean) =>
      reading('ec2:GetConsoleOutput', instanceId, () =>
        aws.ec2.getConsoleOutput({ InstanceId: instanceId, ...(latest && { Latest: true }) }),
      );
    const answer = await ask(true).catch((error: unknown) => {
      if (isUnsupported(error)) return ask(false);
      throw error;
    });
    const bytes = Buffer.from(answer.Output ?? '', 'base64');
    return bytes.length === 0 ? null : { bytes, mediaType: 'text/plain', takenAt: answer.Timestamp };
  },
});
