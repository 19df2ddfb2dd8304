import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '../../activities/catalogue.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { stepId } from '../../workflows/contract/names.js';
import { managedHosts } from './fixtures/managed-hosts.js';
import { Office, type Job } from './fixtures/office.js';
import { whileTimePasses } from './fixtures/time.js';
import { withVault } from './fixtures/vault.js';

const names = [
  'snapshotVolumes',
  'lockSnapshots',
  'collectConsoleOutput',
  'collectScreenshot',
  'collectUserData',
  'probeMemory',
  'captureMemory',
  'completeSnapshots',
] as const;

let office: Office;
const jobs: Job[] = [];
/** What was on record before and after an action was planned: reads that targets share stand under no step. */
const plannings: { readonly job: Job; readonly action: string; readonly after: number; readonly until: number }[] = [];

const lastCall = async (job: Job): Promise<number> => (await office.entries(job, 'call')).at(-1)?.seq ?? 0;

/** Runs all of them on a host of its own; `stopAt` is the call after which a person stops the capture. */
const play = async (instanceId: string, stopAt?: string): Promise<void> => {
  office.inputs.set('completeSnapshots', { lock: 'governance', lockDays: 1 });
  office.inputs.set('captureMemory', {
    from: stepId('probeMemory', instanceId, 'probeMemory'),
    evidenceVolume: 'delete',
  });
  const job = await office.job(instanceId);
  jobs.push(job);
  for (const name of names) {
    // A plan of its own for each: which reads are its own can be told by when they were made.
    const after = await lastCall(job);
    const planned = await office.plan(job, name);
    plannings.push({ job, action: name, after, until: await lastCall(job) });
    await office.sign(job, planned);
    const seen = await office.watch();
    const running = office.begin(job, planned, name, 'apply');
    const done = whileTimePasses(office.aws, running.done, stopAt === undefined ? 5_000 : 200);
    if (name === 'captureMemory' && stopAt !== undefined) {
      done.catch(() => undefined);
      while ((await seen(stopAt)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      running.stop();
      await done.catch(() => undefined);
      continue;
    }
    await done.catch(async () => whileTimePasses(office.aws, office.attempt(job, planned, name, 'apply', 2)));
    await office.attempt(job, planned, name, 'verify');
  }
};

beforeAll(async () => {
  // Their permissions are all that the worker has: what is missing is denied.
  office = await Office.open(withVault(...names));
  await office.aws.admin.set({ snapshotMs: 0 });
  const hosts = await managedHosts(office.aws);
  const first = await hosts.host();
  await office.aws.admin.addFault({ match: { operation: 'CreateSnapshots' }, kind: 'snapshot-error' });
  await office.aws.admin.addFault({ match: { operation: 'SendCommand', times: 2 }, kind: 'lost-answer' });
  await play(first);
  await office.aws.admin.clearFaults();
  await play(await hosts.host(), 'SendCommand');
}, 180_000);
afterAll(() => office.close());

/** What an action called on AWS in the account under attack, as IAM names it. */
const made = async (action: string): Promise<ReadonlySet<string>> => {
  const ofJob = async (job: Job) => {
    const planned = plannings.filter((one) => one.job === job && one.action === action);
    const isMine = ({ seq, body: { step } }: Entry<'call'>): boolean =>
      step === null ? planned.some(({ after, until }) => after < seq && seq <= until) : step.endsWith(`/${action}`);
    return (await office.entries(job, 'call')).filter(isMine);
  };
  const calls = (await Promise.all(jobs.map(ofJob))).flat();
  const mine = calls.filter(({ body }) => body.service !== 's3');
  const tagged = mine.some(({ body }) => JSON.stringify(body.input).includes('TagSpecifications'));
  const called = mine.map(({ body }) => `${body.service}:${body.operation}`);
  return new Set([...called, ...(tagged ? ['ec2:CreateTags'] : [])]);
};

describe('the permissions of what collects evidence', () => {
  it.each(names)('are, for %s, what it calls and nothing else', async (name) => {
    const { permissions } = catalogue.find((action) => action.name === name) ?? { permissions: [] };
    expect([...(await made(name))].sort()).toEqual([...permissions].sort());
  });
});
