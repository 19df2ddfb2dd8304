import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import type { Truth } from '../../../sandbox/truth/truth.js';
import { startAws } from '../../support/aws.js';
import { seededWorld } from '../../support/seeded-world.js';
import { linesOf, MINUTE, type Line } from '../services/ec2/logged-estate.js';
import { rootClients, startSeeded, type Seeded } from './seeded.js';

const C2 = '203.0.113.66';
const PREFIX = `AWSLogs/${SANDBOX_ACCOUNT}/vpcflowlogs/${SANDBOX_REGION}/`;

let seeded: Seeded;
beforeAll(async () => {
  seeded = await startSeeded(await seededWorld());
});
afterAll(() => seeded.stop());

/** The files in the bucket of the company's logs, as anybody reads them who may: key to content. */
const files = async (): Promise<ReadonlyMap<string, string>> => {
  const { s3 } = seeded.clients;
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'acme-logs', Prefix: PREFIX });
  const read = Contents.map(async ({ Key = '' }) => {
    const { Body } = await s3.getObject({ Bucket: 'acme-logs', Key });
    return [Key, gunzipSync((await Body?.transformToByteArray()) ?? '').toString()] as const;
  });
  return new Map(await Promise.all(read));
};

const lines = async (): Promise<readonly Line[]> => [...(await files()).values()].flatMap(linesOf);
const isWith = (remote: string) => (line: Line) => line['srcaddr'] === remote || line['dstaddr'] === remote;
const now = async (): Promise<number> => (await seeded.aws.admin.health()).now;
const truth = async (): Promise<Truth> => (await seeded.aws.admin.truth(SANDBOX_ACCOUNT, SANDBOX_REGION)) as Truth;

describe('the flow log of the company', () => {
  it('has no files while nothing that it could show flows', async () => {
    await seeded.aws.admin.advanceClock(60 * MINUTE);
    expect((await files()).size).toBe(0);
  });

  it('shows what the miner did, but not the last minutes, and nothing through Amazon DNS or to the metadata', async () => {
    await seeded.aws.admin.loadScenario('crypto-miner');
    const { flows } = await truth();
    const c2 = flows.find((flow) => flow.remote === C2);
    const seen = await lines();
    const outward = seen.filter((line) => line['dstaddr'] === C2);
    expect(outward.length).toBeGreaterThan(25);
    expect(outward.every((line) => line['interface-id'] === c2?.interfaceId && line['action'] === 'ACCEPT')).toBe(true);
    const ends = seen.map((line) => Number(line['end']) * 1_000);
    expect(Math.max(...ends)).toBeLessThan((await now()) - 10 * MINUTE);
    for (const { remote } of flows.filter(({ kind }) => kind === 'dns' || kind === 'imds'))
      expect(seen.some(isWith(remote))).toBe(false);
    expect(seen.some(isWith('203.0.113.99'))).toBe(true);
  });

  it('goes on after a kill where it was: nothing is missing, nothing is there twice, no file has changed', async () => {
    const before = await files();
    await seeded.aws.admin.advanceClock(7 * MINUTE);
    seeded.clients.close();
    await seeded.aws.kill();
    const aws = await startAws(seeded.aws.world);
    seeded = { ...seeded, aws, clients: rootClients(aws), stop: () => aws.stop() };
    await seeded.aws.admin.advanceClock(20 * MINUTE);
    const after = await files();
    for (const [key, text] of before) expect(after.get(key)).toBe(text);
    expect(after.size).toBeGreaterThan(before.size + 3);
    const outward = (await lines()).filter((line) => line['dstaddr'] === C2);
    const starts = outward.map((line) => Number(line['start'])).sort((a, b) => a - b);
    const gaps = starts.slice(2).map((start, index) => start - (starts[index + 1] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([60]));
  });

  it('shows, minutes after a containment, that nothing is accepted any more, only rejected', async () => {
    const { ec2 } = seeded.clients;
    const { flows } = await truth();
    const c2 = flows.find((flow) => flow.remote === C2);
    const VpcId = (await ec2.describeVpcs({ Filters: [{ Name: 'tag:Name', Values: ['production'] }] })).Vpcs?.[0]
      ?.VpcId;
    const group = async (GroupName: string, open: boolean): Promise<string> => {
      const { GroupId = '' } = await ec2.createSecurityGroup({ GroupName, Description: GroupName, VpcId });
      const everything = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
      if (open) await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: everything });
      else await ec2.revokeSecurityGroupEgress({ GroupId, IpPermissions: everything });
      return GroupId;
    };
    for (const one of [await group('open', true), await group('closed', false)])
      await ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: c2?.interfaceId, Groups: [one] });
    const contained = await now();
    // The tunnel through Amazon DNS lives on, and no line will say so.
    expect((await truth()).flows.find(({ kind }) => kind === 'dns')?.lives).toBe(true);
    await seeded.aws.admin.advanceClock(30 * MINUTE);
    const later = (await lines()).filter(isWith(C2)).filter((line) => Number(line['start']) * 1_000 > contained);
    expect(new Set(later.map((line) => line['action']))).toEqual(new Set(['REJECT']));
    expect((await lines()).some(isWith('10.40.0.2'))).toBe(false);
  });
});
