import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { oncePerRun } from './once-per-run.js';

const ROOT = resolve(import.meta.dirname, '..', '..');
const quiet = new DefaultLogger('ERROR', () => undefined);

/** The workflows that a file exports, bundled as a worker would: once for all test files of a run. */
export const bundled = async (workflowsPath: string): Promise<{ readonly codePath: string }> => {
  const name = relative(ROOT, workflowsPath).replaceAll('/', '-');
  const folder = await oncePerRun(`bundle-${name}`, async (draft) => {
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
    writeFileSync(join(draft, 'workflows.js'), code);
  });
  return { codePath: join(folder, 'workflows.js') };
};
