import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DescribeSubnetsCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReading } from '../../cli/session/reading.js';
import type { Reading } from '../../cli/session/session.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { RunState } from '../../workflows/contract/words.js';
import { startAws, until, type SandboxAws } from '../support/aws.js';
import { Identities, type Held, type TestRole, type TestUser } from '../support/identities.js';
import { program, runProgram, type Told } from '../support/stack/program.js';
import { startTemporal } from '../support/temporal.js';

let temporal: TestWorkflowEnvironment;
let aws: SandboxAws;
let identities: Identities;
let home: string;
let worker: ChildProcess;
let alex: TestUser;
let robin: TestRole;
let instance: string;
let reading: Reading;

const environment = ({ accessKeyId, secretAccessKey, sessionToken }: Held): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: aws.url,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
});
const nobody = { AWS_EC2_METADATA_DISABLED: 'true' };
const cli = (env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Told> =>
  runProgram(home, { env: { AWS_ENDPOINT_URL: aws.url, ...env } }, [...args, '--json', '--quiet']);
const done = async <T>(told: Promise<Told>): Promise<T> => {
  const { code, stdout, stderr, json } = await told;
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  return json<T>();
};

beforeAll(async () => {
  [temporal, aws] = await Promise.all([startTemporal(), startAws()]);
  identities = new Identities(aws.config);
  alex = await identities.user();
  robin = await identities.role();
  const { Subnets = [] } = await aws.ec2.send(new DescribeSubnetsCommand({}));
  const how = { ImageId: 'ami-0f1eb4ea0000000a1', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  const { Instances = [] } = await aws.ec2.send(new RunInstancesCommand({ ...how, SubnetId: Subnets[0]?.SubnetId }));
  instance = Instances[0]?.InstanceId ?? '';
  await aws.admin.set({ snapshotMs: 0 });
  await aws.admin.advanceClock(10_000);
  home = mkdtempSync(join(tmpdir(), 'firebreak-aws-proof-'));
  mkdirSync(join(home, 'logs'));
  const settings = {
    mode: 'sandbox',
    temporal: { address: temporal.address },
    ledger: { path: 'ledger.db', key: 'signing.key' },
    operators: [
      { name: 'alex', person: 'alex@example.com', roles: ['responder', 'ir-lead'], principals: [alex.arn] },
      { name: 'robin', person: 'robin@example.com', roles: ['ir-lead'], principals: [robin.arn] },
    ],
    policy: { rules: [{ name: 'everything', need: '1 of ir-lead', proofs: ['ssh', 'aws'] }] },
  };
  writeFileSync(join(home, 'firebreak.yaml'), JSON.stringify(settings));
  worker = spawn(process.execPath, [program, 'worker'], {
    cwd: join(home, 'logs'),
    env: { PATH: process.env['PATH'], FIREBREAK_HOME: home, NODE_NO_WARNINGS: '1', ...environment(aws.credentials) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!worker.stdout) throw new Error('the worker says nothing');
  await once(createInterface(worker.stdout), 'line');
  reading = await openReading({ path: join(home, 'ledger.db') });
});
afterAll(async () => {
  const gone = once(worker, 'exit');
  worker.kill('SIGTERM');
  await gone;
  await reading.ledger.close();
  identities.destroy();
  await Promise.all([temporal.teardown(), aws.stop()]);
  rmSync(home, { recursive: true, force: true });
});

describe('operators without keys', () => {
  it('prove their set-up: AWS is asked, and says who they are', async () => {
    const robins = environment(await identities.session(robin, 'tonight', alex.key));
    await expect(done(cli(robins, 'operators', 'verify', '--as', 'robin', '--proof', 'aws'))).resolves.toEqual({
      operator: 'robin',
      ok: true,
      proof: 'aws',
      principal: robin.arn,
    });
    const mistaken = await cli(robins, 'operators', 'verify', '--as', 'alex');
    expect({ code: mistaken.code, error: mistaken.json() }).toMatchObject({
      code: 3,
      error: { error: { code: 'identity', message: expect.stringContaining('who is not alex') } },
    });
    const without = await cli(nobody, 'operators', 'verify', '--as', 'alex');
    expect({ code: without.code, error: without.json() }).toMatchObject({
      code: 3,
      error: { error: { code: 'no-credentials' } },
    });
    const away = await cli(
      { ...robins, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      'operators',
      'verify',
      '--as',
      'robin',
    );
    expect({ code: away.code, error: away.json() }).toMatchObject({
      code: 5,
      error: { error: { code: 'aws-unavailable' } },
    });
  });

  it('ask for a run, sign it, and have it put back, with the credentials that they have', async () => {
    const [alexs, robins] = [
      environment(alex.key),
      environment(await identities.session(robin, 'alex@example.com', alex.key)),
    ];
    const asked = ['run', 'contain-instance', '--set', `instanceId=${instance}`, '--as', 'alex', '--proof', 'aws'];
    const { id, planHash } = await done<{ id: string; planHash: string }>(cli(alexs, ...asked));
    const sign = ['approve', id, '--plan', planHash, '--reason', 'read it'];

    const own = await cli(alexs, ...sign, '--as', 'alex');
    expect(own.json()).toMatchObject({ error: { code: 'self-approval' } });
    const foreign = await cli(alexs, ...sign, '--as', 'robin');
    expect(foreign.json()).toMatchObject({ error: { code: 'unknown-principal' } });
    const travelling = await cli(robins, ...sign, '--as', 'robin', '--proof', 'aws', '--export', 'decision.json');
    expect({ code: travelling.code, error: travelling.json() }).toMatchObject({
      code: 2,
      error: { error: { code: 'usage' } },
    });
    await done(cli(robins, ...sign, '--as', 'robin'));

    const reached = (state: RunState): Promise<true> =>
      until(`${id} ${state}`, async () => ((await reading.run(id)).state === state ? true : undefined), 60_000);
    await reached('completed');
    const release = await done<{ planHash: string }>(cli(alexs, 'release', id, '--reason', 'rebuilt', '--as', 'alex'));
    await done(cli(robins, 'approve', id, '--plan', release.planHash, '--reason', 'rebuilt', '--as', 'robin'));
    await reached('released');

    const entries = await done<readonly Entry[]>(cli({}, 'audit', 'show', id));
    const proofs = entries.flatMap(({ body }) =>
      'signed' in body && body.signed && 'aws' in body.signed ? [body.signed.aws] : [],
    );
    expect(proofs.map(({ checked }) => checked?.arn.replace(/^.*:/, ''))).toEqual([
      `user/${alex.name}`,
      `user/${alex.name}`,
      `user/${alex.name}`,
      `assumed-role/${robin.name}/alex@example.com`,
      `user/${alex.name}`,
      `assumed-role/${robin.name}/alex@example.com`,
    ]);
    await expect(done(cli({}, 'audit', 'verify'))).resolves.toMatchObject({ ok: true, attested: 4 });
  });
});
