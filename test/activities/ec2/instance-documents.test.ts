import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import type { Hash } from '../../../workflows/contract/json.js';
import { makeStage, type Stage } from '../../sandbox/gateway/stage.js';
import { Office, type Job } from '../fixtures/office.js';

const secret = 'export DB_PASSWORD=correct-horse-battery';

let office: Office;
let stage: Stage;
beforeAll(async () => {
  office = await Office.open();
  stage = await makeStage(office.aws.ec2);
});
afterEach(() => office.aws.admin.clearFaults());
afterAll(() => office.close());

/** A run on an instance that has booted. */
const jobOn = async (launch = {}): Promise<Job> => {
  const job = await office.job((await stage.launch(launch)).InstanceId ?? '');
  await office.aws.admin.advanceClock(60_000);
  return job;
};
const collect = async (
  action: string,
  launch = {},
): Promise<{ readonly job: Job; readonly planned: PlannedStages }> => {
  const job = await jobOn(launch);
  const planned = await office.plan(job, action);
  await office.sign(job, planned);
  await office.attempt(job, planned, action, 'apply');
  return { job, planned };
};
/** The one evidence entry of a run, with the bytes it stands for. */
const keptOf = async (job: Job) => {
  const [entry, ...more] = await office.entries(job, 'evidence');
  if (!entry || more.length > 0) throw new Error('there is not exactly one item of evidence');
  const { content } = (await office.ledger.getDocument(entry.body.document as Hash)) as { readonly content: string };
  return { ...entry.body, content: Buffer.from(content, 'base64') };
};

describe('a document of an instance', () => {
  it.each([
    ['collectConsoleOutput', 'console-output'],
    ['collectScreenshot', 'screenshot'],
  ])('is kept beside the ledger under its hash by %s', async (action, kind) => {
    const { job, planned } = await collect(action);
    const { content, ...evidence } = await keptOf(job);
    expect(content.length).toBeGreaterThan(20);
    expect(evidence).toMatchObject({
      evidenceKind: kind,
      source: job.target,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    await expect(office.attempt(job, planned, action, 'verify')).resolves.toEqual({ holds: true });
  });

  it('is asked for without the latest output where AWS does not have that', async () => {
    const { job } = await collect('collectConsoleOutput', { InstanceType: 't2.micro' });
    expect((await keptOf(job)).bytes).toBeGreaterThan(20);
    const asked = (await office.entries(job, 'call')).filter(({ body }) => body.operation === 'GetConsoleOutput');
    expect(asked.map(({ body }) => body.outcome)).toEqual(['error', 'ok']);
  });

  it('leaves user data in the document store alone: no entry holds its text', async () => {
    const { job } = await collect('collectUserData', { UserData: Buffer.from(secret).toString('base64') });
    expect((await keptOf(job)).content.toString()).toBe(secret);
    const text = JSON.stringify(await office.ledger.entries(job.case));
    expect(text).not.toContain('correct-horse');
    expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, 24));
  });

  it('is no evidence where AWS has none', async () => {
    const { job, planned } = await collect('collectUserData');
    expect(await office.entries(job, 'evidence')).toEqual([]);
    await office.attempt(job, planned, 'collectUserData', 'verify');
    const [verified] = await office.entries(job, 'verification');
    expect(verified?.body.facts).toEqual([expect.stringContaining('no user-data')]);
  });
});
