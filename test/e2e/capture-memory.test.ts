import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accounts } from '../../sandbox/gateway/accounts.js';
import { rootOf } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { Stack, stepOf, type Launched } from '../support/stack.js';
import { verifyShape } from './shapes.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(180_000);

let stack: Stack;
let s3: S3Client;
beforeAll(async () => {
  stack = await Stack.start();
  const { endpoint, region } = stack.status().aws;
  const credentials = rootOf(worldFiles(join(stack.home, 'aws')).credentials, accounts.forensics);
  s3 = new S3Client({ endpoint, region, credentials });
  // What takes minutes on AWS is over in seconds.
  await stack.admin.setScale(20);
});
afterAll(async () => {
  s3?.destroy();
  await stack?.stop();
});

const capture = async (instanceId: string): Promise<Launched> => {
  const run: Launched = await stack.ask('run', 'capture-memory', '--set', `instanceId=${instanceId}`, '--quiet');
  await stack.approve(run.id, run.planHash);
  return run;
};
const targetNamed = (platform: string): string =>
  stack.status().targets.find((one) => one.kind === 'instance' && one.platform === platform)?.id ?? '';
const evidenceOf = (run: string, kind: string) =>
  stack
    .entries(run, 'evidence')
    .map(({ body }) => body)
    .filter((one) => one.evidenceKind === kind);
const hashInVault = async (details: { readonly [name: string]: unknown } = {}): Promise<string> => {
  const { Body } = await s3.send(
    new GetObjectCommand({
      Bucket: details['bucket'] as string,
      Key: details['key'] as string,
      VersionId: details['versionId'] as string,
    }),
  );
  return createHash('sha256')
    .update((await Body?.transformToByteArray()) ?? '')
    .digest('hex');
};

describe('capturing the memory of a Linux host', () => {
  it('brings it into the vault of the other account, and leaves no way there in the ledger', async () => {
    const run = await capture(targetNamed('linux'));
    await stack.untilStep(run.id, 'captureMemory', 'verified');
    const [image] = evidenceOf(run.id, 'memory-image');
    expect(image?.details).toMatchObject({ bucket: 'acme-forensics-vault', lockMode: 'GOVERNANCE', legalHold: 'ON' });
    expect(await hashInVault(image?.details)).toBe(image?.sha256);
    const folder = dirname(stack.status().ledger.path);
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name), 'latin1')).not.toMatch(/X-Amz-Signature=[0-9a-f]/);
    await stack.admin.advanceClock(3_600_000);
    await stack.untilState(run.id, 'completed');
    expect(verifyShape.parse(await stack.ask('audit', 'verify', run.case))).toMatchObject({ ok: true });
  });
});

describe('capturing the memory of a Windows host', () => {
  it('collects the dumps of earlier crashes, and says so', async () => {
    const run = await capture(targetNamed('windows'));
    await stack.untilStep(run.id, 'captureMemory', 'verified');
    const [dumps] = evidenceOf(run.id, 'crash-dumps');
    expect(await hashInVault(dumps?.details)).toBe(dumps?.sha256);
    const facts = stepOf(stack.view(run.id), 'captureMemory').verification?.facts.join('\n');
    expect(facts).toMatch(/live-ram: not taken/);
  });
});

describe('a host that Systems Manager does not reach', () => {
  it('leaves a red line with the reason, and the run completes', async () => {
    const { id } = await stack.instance({ interfaces: 1, volumes: 1 });
    const run = await capture(id);
    const failed = await stack.untilStep(run.id, 'captureMemory', 'failed');
    expect(failed.error?.message).toMatch(/No memory .* was captured\. avml: not taken: .* no managed node/);
    await stack.admin.advanceClock(3_600_000);
    await stack.untilState(run.id, 'completed');
    expect(evidenceOf(run.id, 'ebs-snapshot').map(({ state }) => state)).toContain('completed');
  });
});
