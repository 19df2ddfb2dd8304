import { existsSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Estate } from '../../../sandbox/estate/estate.js';
import { accounts } from '../../../sandbox/gateway/accounts.js';
import { estateFile, worldFiles } from '../../../sandbox/gateway/world-files.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { rootClients, seed as seedWorld } from './seeded.js';

const vpcsOf = async (aws: SandboxAws): Promise<readonly (string | undefined)[]> => {
  const clients = rootClients(aws);
  const { Vpcs = [] } = await clients.ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['false'] }] });
  clients.close();
  return Vpcs.map((vpc) => vpc.VpcId);
};

describe('seeding', () => {
  let aws: SandboxAws;
  let estate: Estate;
  const marker = (): string => estateFile(worldFiles(aws.world));

  const seed = (): Promise<Estate> => seedWorld(aws);

  beforeAll(async () => {
    aws = await startAws();
    estate = await seed();
  });
  afterAll(() => aws.stop());

  it('leaves the limits in force, and a clock that shows the real time, in a world that is days old', async () => {
    const { settings, now } = await aws.admin.health();
    expect(settings.limits).toBe('real');
    expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
    const { events } = await aws.admin.events();
    expect(Date.now() - Date.parse(events[0]?.eventTime ?? '')).toBeGreaterThan(2 * 86_400_000);
  });

  it('is done by changes that AWS let through, every one; only the vault is looked for before it is made', async () => {
    const { events } = await aws.admin.events();
    const refused = events.filter((event) => event.errorCode !== undefined);
    expect(refused.filter(({ readOnly }) => !readOnly)).toEqual([]);
    expect(new Set(refused.map(({ recipientAccountId }) => recipientAccountId))).toEqual(new Set([accounts.forensics]));
    expect(refused.filter(({ errorCode }) => !/NotFound|NoSuch/.test(errorCode ?? ''))).toEqual([]);
  });

  it('keeps the key of the worker where nobody else can read it', () => {
    expect(statSync(estate.worker.credentialsFile).mode & 0o777).toBe(0o600);
  });

  it('happens once', async () => {
    expect(await seed()).toEqual(estate);
  });

  it('need not happen again after a kill', async () => {
    await aws.kill();
    aws = await startAws(aws.world);
    expect(await seed()).toEqual(estate);
    expect(await vpcsOf(aws)).toEqual([estate.vpcId]);
  });

  it('comes back with the world that was saved', async () => {
    await aws.admin.save('seeded');
    await aws.admin.reset();
    const other = await seed();
    expect(other.vpcId).not.toBe(estate.vpcId);
    await aws.admin.load('seeded');
    expect(await seed()).toEqual(estate);
  });

  it('begins anew where the marker is missing', async () => {
    rmSync(marker());
    const again = await seed();
    expect(existsSync(marker())).toBe(true);
    expect(await vpcsOf(aws)).toEqual([again.vpcId]);
  });

  it('begins anew after a kill in the middle', async () => {
    await aws.admin.reset();
    const interrupted = seed();
    await expect(
      Promise.all([interrupted, aws.admin.untilHit((await aws.admin.addFault(inTheMiddle)).id).then(() => aws.kill())]),
    ).rejects.toThrow();
    expect(existsSync(marker())).toBe(false);
    aws = await startAws(aws.world);
    const again = await seed();
    expect(await vpcsOf(aws)).toEqual([again.vpcId]);
  });
});

const inTheMiddle = { kind: 'hang-after-effect', match: { operation: 'CreateAutoScalingGroup' } } as const;
