import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';

const launcher = resolve(import.meta.dirname, '..', '..', 'cli', 'firebreak.mjs');
const tellsHowItWasStarted = `data:text/javascript,console.error(String(process.execArgv))`;

it('starts commands with little space for new objects, which verification of a long ledger would fill', () => {
  const env = { ...process.env, NODE_OPTIONS: `--import=${tellsHowItWasStarted}` };
  const { status, stdout, stderr } = spawnSync(launcher, ['version'], { encoding: 'utf8', env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('--max-semi-space-size=8') });
  expect(stdout).toContain('firebreak');
});
