import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../sandbox/gateway/accounts.js';
import { writeStatus } from '../../sandbox/stack/status.js';
import { startAws, type SandboxAws } from '../support/aws.js';

const PROGRAM = resolve(import.meta.dirname, '..', '..', 'dist', 'cli', 'bin.js');

/** A sandbox of which only its AWS runs: all that these commands talk to. */
let home: string;
let aws: SandboxAws;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-cli-'));
  aws = await startAws(join(home, 'aws'));
  writeStatus(join(home, 'status.json'), {
    mode: 'sandbox',
    ready: true,
    supervisor: { pid: process.pid },
    temporal: { address: '', namespace: 'default', ui: null, pid: null, version: '' },
    aws: {
      endpoint: aws.url,
      region: SANDBOX_REGION,
      account: SANDBOX_ACCOUNT,
      pids: [aws.pid],
      credentials: aws.credentials,
    },
    worker: { pid: null, buildId: '' },
    ledger: { store: 'sqlite', path: '', ok: true },
    operators: [],
    targets: [],
  });
});
afterAll(async () => {
  await aws.stop();
  rmSync(home, { recursive: true, force: true });
});

type Told = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

const sandbox = async (...args: readonly string[]): Promise<Told> => {
  const child = spawn(process.execPath, [PROGRAM, 'sandbox', ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, FIREBREAK_HOME: home, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((done) => void child.once('close', done));
  const [out, err] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { code: await code, stdout: out.toString('utf8'), stderr: err.toString('utf8') };
};

const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, stdout, stderr } = await sandbox(...args, '--json');
  if (code !== 0) throw new Error(`exit ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
};

describe('firebreak sandbox coverage', () => {
  it('counts the operations of each service', async () => {
    const { code, stdout } = await sandbox('coverage');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SERVICE +OVERLAY +FORWARDED +NOT SIMULATED\n/);
    expect(stdout).toMatch(/^ec2 +\d{3} +0 +\d{3}$/m);
  });

  it('lists those of one service', async () => {
    const { stdout } = await sandbox('coverage', '--service', 'sts');
    expect(stdout).toMatch(/^AssumeRole +overlay$/m);
    expect(stdout).toMatch(/^AssumeRoot +not simulated$/m);
  });

  it('knows no other services: exit 4', async () => {
    expect((await sandbox('coverage', '--service', 'quantum')).code).toBe(4);
  });
});

describe('firebreak sandbox clock', () => {
  it('moves the world forward', async () => {
    const before = await json<{ readonly now: string }>('clock');
    const after = await json<{ readonly now: string }>('clock', '--advance', '2h');
    expect(Date.parse(after.now) - Date.parse(before.now)).toBeGreaterThanOrEqual(2 * 3_600_000);
  });

  it('runs as fast as it is told', async () => {
    expect(await json('clock', '--scale', '60')).toMatchObject({ scale: 60 });
    expect(await json('clock', '--scale', '1')).toMatchObject({ scale: 1 });
  });

  it('takes durations only: exit 2', async () => {
    expect((await sandbox('clock', '--advance', 'soon')).code).toBe(2);
  });
});

describe('firebreak sandbox fault', () => {
  it('orders a fault, lists and clears it', async () => {
    const added = await json(
      'fault',
      'add',
      'delay',
      '--operation',
      'CreateSnapshots',
      '--delay',
      '2s',
      '--times',
      '3',
    );
    expect(added).toMatchObject({
      kind: 'delay',
      delayMs: 2_000,
      match: { operation: 'CreateSnapshots', times: 3 },
      hits: 0,
    });
    expect(await json<readonly object[]>('fault', 'list')).toEqual([added]);
    expect(await json('fault', 'clear')).toEqual([]);
    expect(await aws.admin.faults()).toEqual([]);
  });

  it('refuses kinds that there are not: exit 2', async () => {
    const { code, stderr } = await sandbox('fault', 'add', 'earthquake');
    expect(code).toBe(2);
    expect(stderr).toContain('lost-answer');
  });
});

describe('firebreak sandbox settings', () => {
  it('sets by name and shows all', async () => {
    expect(await json('settings', 'snapshotMs=0', 'limits=off')).toMatchObject({ snapshotMs: 0, limits: 'off' });
    expect((await aws.admin.health()).settings).toMatchObject({ snapshotMs: 0, limits: 'off' });
  });

  it('refuses what cannot be set: exit 2', async () => {
    expect((await sandbox('settings', 'gravity=0')).code).toBe(2);
    expect((await sandbox('settings', 'gravity')).code).toBe(2);
  });
});

describe('firebreak sandbox scenario', () => {
  it('lists what can happen', async () => {
    const all = await json<readonly { readonly name: string; readonly loadedAt: string | null }[]>('scenario', 'list');
    expect(all.map((one) => one.name)).toEqual(expect.arrayContaining(['crypto-miner', 'leaked-ci-key']));
  });

  it('that there is not: exit 4; that cannot happen in this world: exit 3', async () => {
    expect((await sandbox('scenario', 'load', 'nope')).code).toBe(4);
    expect((await sandbox('scenario', 'load', 'crypto-miner')).code).toBe(3);
  });
});

describe('firebreak sandbox worlds', () => {
  it('are saved under names', async () => {
    expect(await json('save', 'one')).toEqual({ saved: 'one' });
    expect(await json('worlds')).toEqual(['one']);
    expect((await sandbox('save', '../two')).code).toBe(2);
    expect((await sandbox('load', 'two')).code).toBe(4);
  });
});

describe('firebreak sandbox', () => {
  it('says what there is when it is not told what: exit 2', async () => {
    const { code, stderr } = await sandbox();
    expect(code).toBe(2);
    expect(stderr).toContain('coverage, reset, save, load, worlds, scenario, fault, clock, settings');
  });
});
