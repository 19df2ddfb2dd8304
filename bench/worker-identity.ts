import { readEstate, workerCredentials } from '../sandbox/estate/estate.js';
import { estateFile, worldFiles } from '../sandbox/gateway/world-files.js';
import { layout } from '../sandbox/stack/layout.js';
import type { SandboxStatus } from '../sandbox/stack/status.js';

/** Lets a worker in this process be to the sandbox's AWS who its own worker is: root can take no role. */
export const actAsWorker = ({ aws }: SandboxStatus): void => {
  const estate = readEstate(estateFile(worldFiles(layout().world)));
  if (!estate) throw new Error('The sandbox has no estate yet.');
  const { accessKeyId, secretAccessKey } = workerCredentials(estate);
  process.env['AWS_ENDPOINT_URL'] = aws.endpoint;
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
};
