import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../../../sandbox/setup/command.mjs';
import { isRunning } from '../../../sandbox/setup/process-identity.mjs';

const module = fileURLToPath(new URL('../../../sandbox/setup/command.mjs', import.meta.url));

test('a failing command is reported with the end of what it printed and what to do', async () => {
  const failure = run(['sh', '-c', 'seq 1 30; echo broken >&2; exit 3'], { log: 'test-failure', fix: 'mend it.' });
  await expect(failure).rejects.toMatchObject({
    message: expect.stringContaining('ended with 3'),
    why: expect.stringMatching(/^ {2}\| 12\n[^]*\| broken\nwhole log: /),
    fix: 'mend it.',
  });
});

test('a command that does not exist fails like any other', async () => {
  await expect(run(['no-such-program-at-all'], { log: 'test-missing', fix: 'install it.' })).rejects.toThrow(
    'ended with 127',
  );
});

test('commands die with us, and what they started too, even when we are killed with SIGKILL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-command-'));
  const pids = join(folder, 'pids');
  const code = `import { run } from ${JSON.stringify(module)};
    await run(['sh', '-c', 'sleep 60 & echo $$ $! > ${pids}; wait'], { log: 'test-leash', fix: '' });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
  while (!(statSync(pids, { throwIfNoEntry: false })?.size ?? 0)) await sleep(20);
  const started = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
  expect(started.map(isRunning)).toEqual([true, true]);
  child.kill('SIGKILL');
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && started.some(isRunning)) await sleep(20);
  expect(started.map(isRunning)).toEqual([false, false]);
  rmSync(folder, { recursive: true });
});
