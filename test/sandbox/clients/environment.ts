import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readParts } from '../../../sandbox/stack/parts.js';
import type { SandboxAws } from '../../support/aws.js';

const run = promisify(execFile);

/** The Python that has boto3. */
export const python = readParts(fileURLToPath(new URL('../../../.firebreak/parts.json', import.meta.url))).python;

/** What tells any AWS client where to go and who it is: nothing of ours, and nothing of the person who runs the tests. */
export const environmentFor = ({ url, credentials, config }: SandboxAws): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: 'C.UTF-8',
  HOME: '/nonexistent',
  AWS_ENDPOINT_URL: url,
  AWS_DEFAULT_REGION: config.region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** What a Python program prints; rejects with its exit code and what it complained of. */
export const runPython = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  (await run(python, [...args], { env, maxBuffer: 1 << 26, timeout: 50_000, killSignal: 'SIGKILL' })).stdout;
