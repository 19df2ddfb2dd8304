import { describe, expect, it } from '@jest/globals';
import { openPace, type Paced } from '../../../activities/aws/pace/pace.js';

const modify: Paced = { place: 'eu-west-1', service: 'ec2', operation: 'ModifyNetworkInterfaceAttribute' };
const tooFast = Object.assign(new Error('slower'), { name: 'RequestLimitExceeded' });

/** A pace on a clock of its own: waiting lets it run on. */
const paced = () => {
  let now = 0;
  const waits: number[] = [];
  const pace = openPace(
    () => now,
    async (ms) => {
      waits.push(Math.round(ms));
      now += ms;
    },
  );
  return {
    pace,
    waits,
    now: () => now,
    pass: (ms: number) => void (now += ms),
    call: (request: Paced = modify) => pace.keep(request, async () => 'done'),
    refused: (request: Paced = modify) => pace.keep(request, () => Promise.reject(tooFast)).catch(() => 'refused'),
  };
};

const times = async (count: number, work: () => Promise<unknown>): Promise<void> => {
  for (let done = 0; done < count; done += 1) await work();
};

describe('calls', () => {
  it('go out at once while the bucket of their operation has tokens, and then at its rate', async () => {
    const { call, waits, now } = paced();
    await times(100, call);
    expect(waits).toEqual([]);
    await times(10, call);
    expect(waits).toEqual(Array.from({ length: 10 }, () => 200));
    expect(now()).toBeCloseTo(2_000);
  });

  it('that come together are let through one after the other, first come first', async () => {
    const made: number[] = [];
    const asked: number[] = [];
    const pace = openPace(
      () => 0,
      async (ms) => void asked.push(Math.round(ms)),
    );
    await Promise.all(Array.from({ length: 103 }, (_, at) => pace.keep(modify, async () => void made.push(at))));
    expect(made).toHaveLength(103);
    expect(asked).toEqual([200, 400, 600]);
  });

  it('of one operation leave those of another alone, and those of another place', async () => {
    const { call, waits } = paced();
    await times(100, call);
    await call({ ...modify, operation: 'CreateTags' });
    await call({ ...modify, place: 'us-east-1' });
    expect(waits).toEqual([]);
  });

  it('to both kinds of load balancers share buckets, and take from their category and the account', async () => {
    const { call, waits } = paced();
    await times(20, () => call({ place: 'r', service: 'elbv2', operation: 'DeregisterTargets' }));
    expect(waits).toEqual([]);
    await call({ place: 'r', service: 'elb', operation: 'DeregisterInstancesFromLoadBalancer' });
    expect(waits).toEqual([250]);
  });

  it('are held back by nothing where AWS publishes no limit', async () => {
    const { call, waits } = paced();
    await times(1_000, () => call({ place: 'r', service: 'iam', operation: 'PutUserPolicy' }));
    expect(waits).toEqual([]);
  });
});

describe('after AWS refused one as too fast', () => {
  it('everybody waits who draws on that bucket, longer each time, and up to a bound', async () => {
    const { refused, waits } = paced();
    await times(9, () => refused({ place: 'r', service: 'iam', operation: 'PutUserPolicy' }));
    expect(waits).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
  });

  it('calls go at half the rate, and at the full one again after enough answers', async () => {
    const { call, refused, waits, pass } = paced();
    await refused();
    pass(200);
    waits.length = 0;
    await call();
    await call();
    expect(waits).toEqual([200, 280]);
    await times(40, call);
    expect(waits.at(-1)).toBe(200);
  });

  it('others that were on their way and are refused with it slow down nobody further', async () => {
    const { call, refused, waits, pass } = paced();
    await Promise.all(Array.from({ length: 10 }, () => refused()));
    pass(200);
    await call();
    await call();
    expect(waits).toEqual([200, 280]);
  });

  it('other refusals slow down nobody', async () => {
    const { pace, call, waits } = paced();
    const denied = Object.assign(new Error('no'), { name: 'UnauthorizedOperation' });
    await expect(pace.keep(modify, () => Promise.reject(denied))).rejects.toBe(denied);
    await call();
    expect(waits).toEqual([]);
  });
});
