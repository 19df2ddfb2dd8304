import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, startOf } from '../../../sandbox/setup/process-identity.mjs';

test('a process that runs is running, and began at some time', () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(startOf(process.pid)).toMatch(/\S/);
});

test('one that has ended is not, even while nobody asks how', async () => {
  // The second sleep takes the place of the shell, and does not wait for the first.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const deadline = Date.now() + 20_000;
    while (isRunning(Number(line)) && Date.now() < deadline) await sleep(20);
    expect(isRunning(Number(line))).toBe(false);
    expect(startOf(Number(line))).toMatch(/\S/);
  } finally {
    parent.kill('SIGKILL');
  }
});
