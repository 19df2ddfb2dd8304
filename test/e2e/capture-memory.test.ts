import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
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
const itemShape = z.looseObject({
  id: z.string(),
  case: z.string(),
  run: z.string(),
  kind: z.string(),
  sha256: z.string().nullable(),
});
const collectedBy = async (run: string, kind: string) =>
  (await stack.entries(run, 'evidence')).map(({ body }) => body).filter((one) => one.evidenceKind === kind);
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
    const [image] = await collectedBy(run.id, 'memory-image');
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

describe('the evidence of a capture', () => {
  // The newest capture of the Linux host.
  const image = async (): Promise<z.infer<typeof itemShape>> => {
    const items = z.array(itemShape).parse(await stack.ask('evidence', 'list'));
    const found = items.findLast(({ kind }) => kind === 'memory-image');
    if (!found) throw new Error('no image was captured');
    return found;
  };

  it('is listed with its lock, its approvals and who asked, and is found unaltered', async () => {
    const { id, case: caseId } = await image();
    expect(await image()).toMatchObject({
      location: { bucket: 'acme-forensics-vault' },
      lock: { mode: 'GOVERNANCE', legalHold: 'ON' },
      tool: { name: 'avml' },
      operator: 'responder',
      approvals: [{ operator: 'ir-lead' }],
    });
    const verified = await stack.ask('evidence', 'verify', caseId, '--purpose', 'before the hand-over', '--quiet');
    expect(verified).toMatchObject({ ok: true });
    const shown = await stack.cli('evidence', 'show', id);
    expect(shown.stdout).toMatch(/verified: unaltered {2}\S+ \(\S+\): "before the hand-over"/);
    const [manifest] = await stack.ask<readonly { readonly document: string }[]>(
      'evidence',
      'list',
      caseId,
      '--manifest',
    );
    const { stdout } = await stack.cli('audit', 'document', manifest?.document ?? '');
    expect(`sha256:${createHash('sha256').update(stdout).digest('hex')}`).toBe(manifest?.document);
  });

  it('is fetched with its hash beside it, over nothing that is there, and the way to it is in no history', async () => {
    const { id, sha256 } = await image();
    const folder = join(stack.home, 'fetched');
    const fetching = ['evidence', 'fetch', id, '--out', folder, '--purpose', 'analysis'];
    const { file, request } = z
      .object({ file: z.string(), request: z.string() })
      .parse(await stack.ask(...fetching, '--quiet'));
    execFileSync('sha256sum', ['--check', `${file}.sha256`], { cwd: folder });
    expect(JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'))).toMatchObject({ request, item: { id, sha256 } });
    expect((await stack.cli(...fetching)).code).toBe(2);
    const { address } = stack.status().temporal;
    const connection = await Connection.connect({ address });
    const history = await new Client({ connection }).workflow.getHandle(request).fetchHistory();
    await connection.close();
    const bytes = (history.events ?? []).flatMap((event) => [
      ...(event.workflowExecutionCompletedEventAttributes?.result?.payloads ?? []),
      ...(event.activityTaskCompletedEventAttributes?.result?.payloads ?? []),
    ]);
    expect(bytes.length).toBe(2);
    for (const { data } of bytes)
      expect(Buffer.from(data ?? []).toString()).toMatch(/^\{"address":\{"key":"[^{}]*\}\}$/);
  });

  it('that was altered is found by both, and kept apart', async () => {
    const { id, case: caseId, run } = await image();
    const [collected] = await collectedBy(run, 'memory-image');
    const [part] = z.array(z.string()).parse(collected?.details?.['partHashes']);
    const aws = join(stack.home, 'aws');
    const body = readdirSync(aws, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith(part ?? '?'));
    const bytes = readFileSync(join(aws, body ?? ''));
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    writeFileSync(join(aws, body ?? ''), bytes);
    // Long enough for a line about it where nothing can be drawn.
    await stack.admin.addFault({ kind: 'delay', delayMs: 6_500, match: { service: 's3', operation: 'GetObject' } });
    const verified = await stack.cli('evidence', 'verify', id);
    expect(verified.stderr).toMatch(/1 of 1: s3:\S+ {2}0 % {2}0 B of [\d.]+ MiB/);
    expect(verified).toMatchObject({ code: 6, stdout: expect.stringMatching(/^DIFFERS {4}s3:.*\n +altered bytes: /) });
    const folder = join(stack.home, 'altered');
    const fetched = await stack.cli('evidence', 'fetch', id, '--out', folder, '--purpose', 'analysis');
    expect(fetched.code).toBe(6);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^memory-image_.*\.bin\.altered$/)]);
    const document = verifyShape.parse(await stack.ask('audit', 'verify', caseId));
    expect(document.ok).toBe(true);
  });
});

describe('capturing the memory of a Windows host', () => {
  it('collects the dumps of earlier crashes, and says so', async () => {
    const run = await capture(targetNamed('windows'));
    await stack.untilStep(run.id, 'captureMemory', 'verified');
    const [dumps] = await collectedBy(run.id, 'crash-dumps');
    expect(await hashInVault(dumps?.details)).toBe(dumps?.sha256);
    const facts = stepOf(await stack.view(run.id), 'captureMemory').verification?.facts.join('\n');
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
    expect((await collectedBy(run.id, 'ebs-snapshot')).map(({ state }) => state)).toContain('completed');
  });
});
