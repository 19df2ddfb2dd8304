import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../sandbox/gateway/accounts.js';
import { loadConfig } from '../../worker/config.js';
import { createWorker } from '../../worker/create-worker.js';
import { workflowTypes } from '../../workflows/contract/names.js';
import { makeStage } from '../sandbox/gateway/stage.js';
import { startAws, type SandboxAws } from '../support/aws.js';
import { Identities } from '../support/identities.js';
import { startTemporal } from '../support/temporal.js';

let aws: SandboxAws;
let temporal: TestWorkflowEnvironment;
let identities: Identities;
beforeAll(async () => {
  [aws, temporal] = await Promise.all([startAws(), startTemporal()]);
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = aws.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = aws.credentials.secretAccessKey;
  identities = new Identities(aws.config);
});
afterAll(async () => {
  identities.destroy();
  await Promise.all([aws.stop(), temporal.teardown()]);
});

it('a worker refuses what its configuration lists, and by what its operators sign', async () => {
  const { InstanceId: instanceId } = await (await makeStage(aws.ec2)).launch();
  const { arn: principal } = await identities.role();
  const taskQueue = `queue-${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-worker-'));
  const file = join(folder, 'firebreak.yaml');
  const settings = {
    mode: 'sandbox',
    temporal: { address: temporal.address, taskQueue },
    ledger: { path: 'ledger.db', key: 'signing.key' },
    operators: [{ name: 'sam', person: 'sam@example.com', roles: ['ir-lead'], principals: [principal] }],
    protected: { resources: [`arn:aws:ec2:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:instance/${instanceId}`] },
  };
  writeFileSync(file, JSON.stringify(settings));
  const { worker, close } = await createWorker(loadConfig(file), temporal.nativeConnection);
  const plan = (playbook: string, input: object): Promise<unknown> => {
    const run = `plan-${randomUUID().slice(0, 8)}`;
    const args = [{ case: 'previews', run, playbook, input }];
    return temporal.client.workflow.execute(workflowTypes.preview, { taskQueue, workflowId: run, args });
  };
  const because = (why: string): object => ({
    cause: { cause: { type: 'Refused', message: expect.stringContaining(why) } },
  });
  await worker.runUntil(async () => {
    await expect(plan('contain-instance', { instanceId })).rejects.toMatchObject(because('protected.resources'));
    await expect(plan('revoke-credentials', { principal })).rejects.toMatchObject(because('the operator sam'));
  });
  await close();
  rmSync(folder, { recursive: true, force: true });
});
