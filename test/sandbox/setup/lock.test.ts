import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withLock } from '../../../sandbox/setup/lock.mjs';

const module = fileURLToPath(new URL('../../../sandbox/setup/lock.mjs', import.meta.url));
const nobodyWaits = () => {
  throw new Error('the lock was held');
};
let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-lock-'));
  lock = join(folder, 'a', 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function heldBy(holder: object | null) {
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, 'holder'), holder === null ? '' : JSON.stringify({ host: hostname(), ...holder }));
}

test('the work of one holder ends before that of the next begins', async () => {
  const order: string[] = [];
  const hold = (name: string) =>
    withLock(
      lock,
      () => {},
      async () => {
        order.push(`${name} in`);
        await sleep(50);
        order.push(`${name} out`);
      },
    );
  await Promise.all([hold('a'), hold('b'), hold('c')]);
  for (let i = 0; i < order.length; i += 2) expect(order[i]?.[0]).toBe(order[i + 1]?.[0]);
  expect(readdirSync(join(folder, 'a'))).toEqual([]);
});

test('a lock is released when the work fails', async () => {
  await expect(withLock(lock, nobodyWaits, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});

test('the lock of a process killed with SIGKILL is taken over', async () => {
  const code = `import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(lock)}, () => {}, async () => { console.log('held'); setInterval(() => {}, 1000); await new Promise(() => {}); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(readdirSync(lock)).toHaveLength(1);
  await expect(withLock(lock, nobodyWaits, async () => 'mine')).resolves.toBe('mine');
});

test('a later process that was given the same number does not keep a dead one’s lock', async () => {
  heldBy({ pid: process.pid, started: 'another time' });
  await expect(withLock(lock, nobodyWaits, async () => 'mine')).resolves.toBe('mine');
});

test('a lock that a power cut left empty is taken over', async () => {
  heldBy(null);
  await expect(withLock(lock, nobodyWaits, async () => 'mine')).resolves.toBe('mine');
});

test('several that find a dead one’s lock still go one at a time', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  heldBy({ pid: dead, started: '1' });
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await sleep(20);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(lock, () => {}, work)));
});

test('a process of another machine is believed while its heartbeat goes on', async () => {
  heldBy({ pid: 1, started: '1', host: 'elsewhere' });
  let waited = 0;
  const work = withLock(
    lock,
    (holder) => {
      waited++;
      rmSync(holder.file);
    },
    async () => 'mine',
  );
  await expect(work).resolves.toBe('mine');
  expect(waited).toBe(1);
});
