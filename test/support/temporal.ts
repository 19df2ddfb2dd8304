import { join, resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { readParts } from '../../sandbox/stack/parts.js';
import { installQuietRuntime } from './quiet-runtime.js';

const ROOT = resolve(import.meta.dirname, '..', '..');

installQuietRuntime();

/**
 * Starts a real Temporal server in memory, on a port of its own: one for each test file, ended with `teardown`.
 * Tests in a file share it and tell their workflows apart by unique ids.
 */
export const startTemporal = async (): Promise<TestWorkflowEnvironment> => {
  const { temporal, temporalAddress } = readParts(join(ROOT, '.firebreak', 'parts.json'));
  if (temporal === null) {
    if (temporalAddress === null)
      throw new Error('there is no Temporal: run "npm test" once, which installs the parts');
    return TestWorkflowEnvironment.createFromExistingServer({ address: temporalAddress });
  }
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporal },
      log: { format: 'json', level: 'never' },
      // The default of 20 polls a second adds 50 ms to every hop.
      extraArgs: ['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=1000', '--output', 'none'],
    },
  });
};
