import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

/** Where a worker takes its workflows from: a bundle, or the file that exports them, which it bundles itself. */
export type WorkflowCode = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '..');

/** The file that exports the workflows that ship. */
export const workflowsPath = path.join(root, 'workflows', `index${path.extname(here)}`);

/** Where the build leaves the workflows as one file, under the id of the code that they are part of. */
export const bundlePath = (buildId: string): string => path.join(root, 'bundles', `${buildId}.js`);

/**
 * The workflows of the code that is called `buildId`. Bundling them takes a worker two seconds before it can begin, so
 * the build has done it; what was changed since then is other code, and is bundled when it is needed.
 */
export const shippedWorkflows = (buildId: string): WorkflowCode => {
  const codePath = bundlePath(buildId);
  return existsSync(codePath) ? { workflowBundle: { codePath } } : { workflowsPath };
};
