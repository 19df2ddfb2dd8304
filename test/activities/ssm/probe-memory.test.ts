import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import { managedHosts } from '../fixtures/managed-hosts.js';
import { Office, type Job } from '../fixtures/office.js';
import { withVault } from '../fixtures/vault.js';
import { whileTimePasses } from '../fixtures/time.js';

let office: Office;
let hosts: Awaited<ReturnType<typeof managedHosts>>;
beforeAll(async () => {
  office = await Office.open(withVault('probeMemory'));
  hosts = await managedHosts(office.aws);
}, 60_000);
afterEach(() => office.aws.admin.clearFaults());
afterAll(() => office.close());

const signed = async (instanceId: string): Promise<{ readonly job: Job; readonly planned: PlannedStages }> => {
  const job = await office.job(instanceId);
  const planned = await office.plan(job, 'probeMemory');
  await office.sign(job, planned);
  return { job, planned };
};
const apply = (job: Job, planned: PlannedStages, attempt = 1): Promise<unknown> =>
  whileTimePasses(office.aws, office.attempt(job, planned, 'probeMemory', 'apply', attempt));
const outputOf = async (job: Job) =>
  (await office.entries(job, 'outcome')).findLast(({ body }) => body.state === 'applied')?.body.output;

describe('probing a host', () => {
  it('finds AVML possible on a Linux host of x86_64, and says why nothing else is taken', async () => {
    const { job, planned } = await signed(await hosts.host());
    await apply(job, planned);
    expect(await outputOf(job)).toMatchObject({
      reachable: true,
      windows: false,
      facts: { arch: 'x86_64', lockdown: 'none', source: true },
      rungs: [
        { name: 'avml', possible: true },
        { name: 'lime', possible: false, reason: expect.stringContaining('kernel') },
        { name: 'diagnostic-interrupt', possible: false, reason: expect.stringContaining('panics') },
      ],
    });
    await expect(office.attempt(job, planned, 'probeMemory', 'verify')).resolves.toEqual({ holds: true });
  });

  it('finds the dumps of a Windows host, and says that they are not its memory of now', async () => {
    const { job, planned } = await signed(
      await hosts.host({ ImageId: 'ami-0f1eb4ea0000000c1', InstanceType: 't3.medium' }),
    );
    await apply(job, planned);
    expect(await outputOf(job)).toMatchObject({
      windows: true,
      rungs: [
        { name: 'live-ram', possible: false },
        { name: 'ec2rescue-dumps', possible: true, reason: expect.stringContaining('not the memory of now') },
        { name: 'diagnostic-interrupt', possible: false },
      ],
    });
  });

  it('answers that a host cannot be reached, and sends it nothing', async () => {
    const { job, planned } = await signed((await hosts.launch()).InstanceId ?? '');
    const seen = await office.watch();
    await apply(job, planned);
    expect(await outputOf(job)).toMatchObject({
      reachable: false,
      rungs: [{ possible: false, reason: expect.stringContaining('no managed node') }],
    });
    expect(await seen('SendCommand')).toEqual([]);
  });

  it('sends a pinned document to one instance, under a mark that says nothing', async () => {
    const instanceId = await hosts.host();
    const { job, planned } = await signed(instanceId);
    await apply(job, planned);
    const sent = (await office.entries(job, 'intent')).find(({ body }) => body.operation === 'SendCommand');
    expect(sent?.body.input).toMatchObject({
      InstanceIds: [instanceId],
      DocumentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      DocumentHashType: 'Sha256',
      DocumentVersion: expect.stringMatching(/^\d+$/),
      Comment: expect.stringMatching(/^x[0-9a-f]{23}$/),
    });
  });
});
