import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { buildId } from './build-id.js';
import { bundlePath, workflowsPath } from './workflow-code.js';

/** The last part of the build: bundles the workflows as a worker would, in the place of those of an earlier build. */
const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
const file = bundlePath(buildId());
rmSync(path.dirname(file), { recursive: true, force: true });
mkdirSync(path.dirname(file));
// Whole, or not there: a worker that finds none bundles for itself.
writeFileSync(`${file}.part`, code);
renameSync(`${file}.part`, file);
