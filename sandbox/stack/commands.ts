import path from 'node:path';
import { installation } from '../../worker/home.js';
import { SANDBOX_REGION } from '../gateway/accounts.js';
import type { Credentials } from '../gateway/credentials.js';
import type { Part } from './child.js';
import type { Layout } from './layout.js';

type How = Pick<Part, 'command' | 'log'> & { readonly env?: NodeJS.ProcessEnv };

const program = (...names: readonly string[]): string => path.join(installation(), 'dist', ...names);

/** How the simulated AWS is started. */
export const gatewayCommand = (place: Layout, python: string): How => ({
  command: [process.execPath, program('sandbox', 'gateway', 'main.js'), '--directory', place.world, '--python', python],
  log: path.join(place.logs, 'aws.log'),
});

/** How the worker is started, at an endpoint of AWS and with a key. */
export const workerCommand = (place: Layout, endpoint: string, key: Credentials | undefined): How => ({
  command: [process.execPath, program('cli', 'bin.js'), 'worker'],
  env: {
    FIREBREAK_CONFIG: place.config,
    FIREBREAK_SUPERVISED: '1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: key?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
    AWS_REGION: SANDBOX_REGION,
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
  },
  log: path.join(place.logs, 'worker.log'),
});
