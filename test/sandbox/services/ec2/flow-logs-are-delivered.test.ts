import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buckets } from '../../../../sandbox/services/s3/records.js';
import { BUCKET, C2, MINUTE, openLoggedEstate, type LoggedEstate } from './logged-estate.js';

let estate: LoggedEstate;
beforeEach(() => {
  estate = openLoggedEstate();
});
afterEach(() => estate.close());

const deliveries = (): number =>
  estate.world.agenda.planned().filter(([, { kind }]) => kind === 'ec2.flowLogs.deliver').length;

describe('a flow log', () => {
  it('says nothing for ten minutes after the five that a file is about, then all of them', () => {
    estate.log();
    estate.flow();
    estate.pass(14 * MINUTE);
    expect(estate.keys()).toEqual([]);
    estate.pass(MINUTE);
    expect(estate.keys()).toHaveLength(1);
    estate.pass(5 * MINUTE);
    expect(estate.keys()).toHaveLength(2);
  });

  it('names its files as AWS does, and begins each with the names of the fields', () => {
    const id = estate.log();
    const opened = new Date(estate.world.clock.now()).toISOString();
    estate.flow();
    estate.pass(15 * MINUTE);
    const [key = ''] = estate.keys();
    const day = opened.slice(0, 10).replaceAll('-', '/');
    const moment = `${opened.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
    expect(key.replace(/[0-9a-f]{8}\.log\.gz$/, '…')).toBe(
      `AWSLogs/111122223333/vpcflowlogs/eu-west-1/${day}/111122223333_vpcflowlogs_eu-west-1_${id}_${moment}_…`,
    );
    expect(estate.texts()[0]?.split('\n')[0]).toBe(
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
    );
  });

  it('writes below the folder that its destination names', () => {
    const update = (policy = ''): string => policy.replace('/AWSLogs', '/network/vpc/AWSLogs');
    estate.world.store.transact(() =>
      buckets(estate.world).update(BUCKET, (one) => ({ ...one, policy: update(one.policy) })),
    );
    estate.log({ LogDestination: `arn:aws:s3:::${BUCKET}/network/vpc/` });
    estate.flow();
    estate.pass(15 * MINUTE);
    expect(estate.keys()[0]).toMatch(/^network\/vpc\/AWSLogs\/111122223333\/vpcflowlogs\//);
  });

  it('plans nothing and writes nothing while nothing flows', () => {
    estate.log();
    estate.pass(86_400_000);
    expect(deliveries()).toBe(0);
    const c2 = estate.flow();
    estate.pass(15 * MINUTE);
    expect(deliveries()).toBe(1);
    estate.wear(estate.open);
    estate.wear(estate.quarantine);
    expect(estate.now(c2)?.endedAt).toBeDefined();
    estate.pass(60 * MINUTE);
    expect(deliveries()).toBe(0);
    const before = estate.keys().length;
    estate.pass(86_400_000);
    expect(estate.keys()).toHaveLength(before);
  });

  it('begins with what flows when it is made, and not with what flowed before', () => {
    estate.flow();
    estate.pass(3 * MINUTE);
    const made = estate.world.clock.now();
    estate.log();
    estate.pass(12 * MINUTE);
    const starts = estate.traffic().map(({ start }) => Number(start));
    expect(Math.min(...starts)).toBe(Math.floor(made / 1_000));
  });

  it('delivers nothing more once it is deleted', () => {
    const id = estate.log();
    estate.flow();
    estate.pass(10 * MINUTE);
    estate.compute('DeleteFlowLogs', { FlowLogIds: [id] });
    expect(deliveries()).toBe(0);
    estate.pass(60 * MINUTE);
    expect(estate.keys()).toEqual([]);
  });

  it('covers every second of a flow once, however often somebody looks', () => {
    estate.log();
    const c2 = estate.flow();
    for (let minute = 0; minute < 40; minute += 1) estate.pass(MINUTE);
    const outward = estate.traffic().filter(({ dstaddr }) => dstaddr === C2);
    expect(outward).toHaveLength(30);
    const [first] = outward;
    expect(Number(first?.['start'])).toBe(Math.floor((c2?.openedAt ?? 0) / 1_000));
    outward.slice(1).forEach((line, index) => expect(Number(line['start'])).toBe(Number(outward[index]?.['end']) + 1));
  });
});

describe('what a scenario lets happen in the past', () => {
  it('is in the files of then, beside what was delivered already', () => {
    estate.log();
    estate.pass(60 * MINUTE);
    estate.flow();
    estate.pass(20 * MINUTE);
    const [first = ''] = estate.keys();
    const then = estate.world.clock.now() - 40 * MINUTE;
    estate.world.clock.during(then, () => estate.flow({ remote: '198.51.100.99' }));
    estate.pass(0);
    const [earliest] = estate.traffic('198.51.100.99');
    expect(Number(earliest?.['start'])).toBe(Math.floor(then / 1_000));
    expect(estate.keys()).toContain(first);
    const starts = estate.traffic().map(({ start, srcport }) => `${start} ${srcport}`);
    expect(new Set(starts).size).toBe(starts.length);
  });
});

describe('a world whose clock leaps', () => {
  it.each([3, 300])('over %i days has the files of the newest hour, and says what it skipped', (days) => {
    estate.log();
    estate.flow();
    estate.pass(days * 86_400_000);
    expect(estate.keys()).toHaveLength(13);
    const skipped = estate.lines().filter((line) => line['log-status'] === 'SKIPDATA');
    expect(skipped.map((line) => line['interface-id'])).toEqual([estate.eni]);
    const [{ start = '', end = '' } = {}] = skipped;
    expect(Number(end) - Number(start)).toBeGreaterThan((days - 1) * 86_400);
    estate.pass(5 * MINUTE);
    expect(estate.keys()).toHaveLength(14);
  });
});

describe('a bucket that does not let flow logs write', () => {
  it('is refused as a destination, as one that is not there', () => {
    estate.bucket('Deny');
    const refused = (name: string) => ({
      FlowLogIds: [],
      Unsuccessful: [
        {
          ResourceId: estate.vpcId,
          Error: {
            Code: '400',
            Message: `Access Denied for LogDestination: ${name}. Please check LogDestination permission`,
          },
        },
      ],
    });
    expect(estate.create()).toEqual(refused(BUCKET));
    expect(estate.create({ LogDestination: 'arn:aws:s3:::no-such-bucket' })).toEqual(refused('no-such-bucket'));
  });

  it('gets nothing, the flow log says so, and what was to be delivered then is lost', () => {
    const id = estate.log();
    estate.flow();
    estate.bucket('Deny');
    estate.pass(15 * MINUTE);
    expect(estate.keys()).toEqual([]);
    expect(estate.described(id)).toMatchObject({
      FlowLogStatus: 'ACTIVE',
      DeliverLogsStatus: 'FAILED',
      DeliverLogsErrorMessage: 'Access error',
    });
    estate.bucket();
    estate.pass(5 * MINUTE);
    expect(estate.keys()).toHaveLength(1);
    expect(estate.described(id)).toMatchObject({ DeliverLogsStatus: 'SUCCESS' });
    expect(estate.described(id)).not.toHaveProperty('DeliverLogsErrorMessage');
  });
});

describe('the terms of a flow log', () => {
  it('are refused where AWS refuses them', () => {
    const refusal = (input: object): string => {
      try {
        estate.create(input);
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return 'accepted';
    };
    expect(refusal({ MaxAggregationInterval: 300 })).toContain('maxAggregationInterval');
    expect(refusal({ LogFormat: '${srcaddr} ${nonsense}' })).toContain("at 'logFormat' has an invalid format");
    expect(refusal({ LogFormat: '${srcaddr} ${dstaddr} ' })).toContain("at 'logFormat' has an invalid format");
    expect(refusal({ LogDestination: 'arn:aws:sqs:eu-west-1:111122223333:queue' })).toContain('LogDestination');
    expect(refusal({ DeliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/flow' })).toBe(
      'DeliverLogsPermissionArn is not applicable for s3 delivery',
    );
    expect(estate.keys()).toEqual([]);
  });

  it('hold once for a resource and a destination', () => {
    const id = estate.log();
    expect(estate.described(id)).toMatchObject({
      ResourceId: estate.vpcId,
      TrafficType: 'ALL',
      MaxAggregationInterval: 600,
      DeliverLogsStatus: 'SUCCESS',
    });
    expect(estate.create()).toMatchObject({
      FlowLogIds: [],
      Unsuccessful: [{ ResourceId: estate.vpcId, Error: { Code: 'FlowLogAlreadyExists' } }],
    });
    expect(estate.create({ ResourceType: 'Subnet', ResourceIds: [estate.subnetId] })).toMatchObject({
      Unsuccessful: [],
    });
  });
});
