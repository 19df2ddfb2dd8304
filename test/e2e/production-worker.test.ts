import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { startAws, type SandboxAws } from '../support/aws.js';
import { program, runProgram, type Told } from '../support/stack/program.js';
import { startTemporal } from '../support/temporal.js';

let temporal: TestWorkflowEnvironment;
let aws: SandboxAws;
let home: string;
beforeAll(async () => {
  [temporal, aws] = await Promise.all([startTemporal(), startAws()]);
  home = mkdtempSync(join(tmpdir(), 'firebreak-production-'));
  mkdirSync(join(home, 'logs'));
  const ledger = { path: 'ledger.db', key: 'signing.key' };
  writeFileSync(
    join(home, 'firebreak.yaml'),
    JSON.stringify({ mode: 'production', temporal: { address: temporal.address }, ledger }),
  );
});
afterAll(async () => {
  await Promise.all([temporal.teardown(), aws.stop()]);
  rmSync(home, { recursive: true, force: true });
});

const status = (...options: readonly string[]): Promise<Told> => runProgram(home, {}, ['status', ...options]);

describe('the first worker in production', () => {
  it('is given new runs before it says that it is ready, which status shows; on SIGTERM it ends', async () => {
    const before = await status();
    expect(before.code).toBe(5);
    expect(before.stdout).toContain('worker    DOES NOT ANSWER  no version is given new runs');

    const { PATH } = process.env;
    const { accessKeyId, secretAccessKey } = aws.credentials;
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const env = { PATH, FIREBREAK_HOME: home, AWS_ENDPOINT_URL: aws.url, ...keys, NODE_NO_WARNINGS: '1' };
    const worker = spawn(process.execPath, [program, 'worker'], {
      cwd: join(home, 'logs'),
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(worker, 'exit');
    const [line] = (await once(createInterface(worker.stdout), 'line')) as [string];
    const { ready, buildId } = JSON.parse(line) as { readonly ready: boolean; readonly buildId: string };
    expect(ready).toBe(true);

    const serving = await status('--json');
    expect(serving.code).toBe(0);
    expect(serving.json()).toMatchObject({
      ready: true,
      worker: { ok: true, versions: [{ buildId, current: true, worker: true, runs: [] }] },
    });
    worker.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });
});
