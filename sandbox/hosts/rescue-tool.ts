import { dumpArchive } from './dump-files.js';
import { putFromHost } from './host-s3.js';
import type { Said } from './line-by-line.js';
import type { Scene } from './play.js';

const COLLECT_MS = 45_000;

/**
 * Plays what AWSSupport-RunEC2RescueForWindowsTool does on a host. CollectLogs packs what EC2Rescue collects and writes
 * it to a bucket with the role of the instance; the tasks that change the host are not played.
 */
export const rescueTool = ({ place, host, run }: Scene, command: string, parameters: string): Said => {
  if (command !== 'CollectLogs') return { err: `EC2Rescue: ${command} is not simulated on this host\r\n`, exit: 1 };
  const archive = dumpArchive(host);
  const key = `EC2Rescue/${host.instance.id}/${run.split('/')[0] ?? ''}.zip`;
  const written =
    parameters !== '' && putFromHost(place, host.instance.id, parameters, key, archive.part(0, archive.bytes));
  if (!written) return { err: `Write-S3Object : the bucket '${parameters}' cannot be written to\r\n`, exit: 1 };
  return { out: `Logs have been uploaded to s3://${parameters}/${key}\r\n`, afterMs: COLLECT_MS };
};
