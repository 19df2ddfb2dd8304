import type { FaultOrder } from '../../../sandbox/faults/order.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { action, swapsOf } from '../fixtures/swaps.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const modify = 'ModifyNetworkInterfaceAttribute';
const { signed, attempt, open, left, mark, changesSince, c2, saidToLiveOn } = swapsOf(() => incident);

// The changing calls in the order in which they are made, each by its operation and how many of that pass before it.
const sequence: readonly [string, string, number][] = [
  ['making the quarantine group', 'CreateSecurityGroup', 0],
  ['emptying it', 'RevokeSecurityGroupEgress', 0],
  ['making the group that opens', 'CreateSecurityGroup', 1],
  ['letting everything in', 'AuthorizeSecurityGroupIngress', 0],
  ['letting everything out', 'AuthorizeSecurityGroupEgress', 0],
  ['asking whether the first interface may be closed', modify, 0],
  ['opening the first interface', modify, 1],
  ['closing the first interface', modify, 2],
  ['asking whether the second interface may be closed', modify, 3],
  ['opening the second interface', modify, 4],
  ['closing the second interface', modify, 5],
  ['shutting the group that opens', 'RevokeSecurityGroupIngress', 0],
  ['shutting it outward', 'RevokeSecurityGroupEgress', 1],
  ['deleting it', 'DeleteSecurityGroup', 0],
];
const kinds: readonly Omit<FaultOrder, 'match'>[] = [
  { kind: 'throttle' },
  { kind: 'error' },
  { kind: 'denied' },
  { kind: 'lost-answer' },
  { kind: 'cut-before-effect' },
];

describe.each(kinds.map((fault) => [fault.kind, fault] as const))('an interface is not left open by %s', (_, fault) => {
  beforeEach(() => incident.begin());

  it.each(sequence)('at %s', async (_what, operation, after) => {
    const run = await signed(true);
    const ordered = await incident.office.aws.admin.addFault({ match: { operation, after }, ...fault });
    let ended = false;
    for (let number = 1; !ended && number < 5; number += 1) {
      const failure = await attempt(run, number).then(
        () => undefined,
        (error: { readonly nonRetryable?: boolean }) => error,
      );
      expect(await open()).toEqual([]);
      ended = failure === undefined || failure.nonRetryable === true;
    }
    expect(ended).toBe(true);
    expect((await incident.office.aws.admin.faults()).find(({ id }) => id === ordered.id)?.hits).toBe(1);
    // Whatever a person answers at the gate: trying again ends it.
    await incident.office.aws.admin.clearFaults();
    await incident.carry(run, action, 'apply', 6);
    await incident.carry(run, action, 'verify');
    expect(await left()).toEqual([]);
  });
});

describe('an interface that cannot be closed', () => {
  beforeEach(() => incident.begin());
  const closingFails = (more: FaultOrder['match'] = {}) =>
    incident.office.aws.admin.addFault({ match: { operation: modify, after: 2, times: 4, ...more }, kind: 'error' });

  it('lets nothing through, because its group is emptied', async () => {
    const run = await signed(true);
    await closingFails();
    await expect(attempt(run, 1)).rejects.toMatchObject({ type: 'Unavailable' });
    expect(await open()).toEqual([]);
    await incident.carry(run, action, 'apply', 2);
    await incident.carry(run, action, 'verify');
    expect(await left()).toEqual([]);
    // Rules go one direction after the other, and the connection is tracked again in between: it is not said to end.
    expect((await c2()).map(({ lives }) => lives)).toEqual([true]);
    expect(await saidToLiveOn(run)).toHaveLength(1);
  }, 30_000);

  it('gets its own groups back when its group cannot be emptied either', async () => {
    const before = await incident.groups();
    const run = await signed(true);
    await closingFails();
    await incident.office.aws.admin.addFault({ match: { operation: 'RevokeSecurityGroupIngress' }, kind: 'throttle' });
    await expect(attempt(run, 1)).rejects.toMatchObject({ type: 'Unavailable' });
    expect(await incident.groups()).toEqual(before);
    await incident.carry(run, action, 'apply', 2);
    await incident.carry(run, action, 'verify');
  }, 30_000);

  it('by anything is tried again, and closed before anything else is done', async () => {
    const run = await signed(true);
    await closingFails({ times: 99 });
    await incident.office.aws.admin.addFault({
      match: { operation: 'RevokeSecurityGroupIngress', times: 99 },
      kind: 'error',
    });
    await expect(attempt(run, 1)).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
      message: expect.stringContaining('may be open to everyone'),
    });
    const [one] = await open();
    await incident.office.aws.admin.clearFaults();
    const since = await mark();
    await attempt(run, 2);
    const [first] = await changesSince(since);
    expect(first).toMatchObject({ eventName: modify, requestParameters: { networkInterfaceId: one } });
    expect(await open()).toEqual([]);
    await incident.carry(run, action, 'verify');
    expect(await left()).toEqual([]);
  }, 30_000);
});

describe('an attempt that is killed between opening and closing', () => {
  beforeEach(() => incident.begin());

  it('is followed by one that closes first', async () => {
    const run = await signed(true);
    const { admin } = incident.office.aws;
    const held = await admin.addFault({ match: { operation: modify, after: 1 }, kind: 'hang-after-effect' });
    const killed = attempt(run, 1).catch((error: unknown) => error);
    await admin.untilHit(held.id);
    const [one] = await open();
    expect(one).toBeDefined();
    const since = await mark();
    await attempt(run, 2);
    const [first] = await changesSince(since);
    expect(first).toMatchObject({ eventName: modify, requestParameters: { networkInterfaceId: one } });
    expect(await open()).toEqual([]);
    await incident.carry(run, action, 'verify');
    expect((await c2()).map(({ endedBy }) => endedBy)).toEqual(['security groups']);
    // It was only frozen: it wakes up, and may do nothing any more.
    await admin.release();
    expect(await killed).toMatchObject({ type: 'Fenced' });
    await incident.carry(run, action, 'verify');
  });

  it('and whose opening arrives only after the next one is done, opens nothing', async () => {
    const run = await signed(true);
    const { admin } = incident.office.aws;
    const held = await admin.addFault({ match: { operation: modify, after: 1 }, kind: 'hang-before-effect' });
    const frozen = attempt(run, 1).catch((error: unknown) => error);
    await admin.untilHit(held.id);
    await attempt(run, 2);
    await admin.release();
    expect(await frozen).toMatchObject({ type: 'Fenced' });
    expect(await open()).toEqual([]);
    await incident.carry(run, action, 'verify');
    expect(await left()).toEqual([]);
  });

  it('is put back by a release as well', async () => {
    const before = await incident.groups();
    const run = await signed(true);
    const { admin } = incident.office.aws;
    const held = await admin.addFault({ match: { operation: modify, after: 1 }, kind: 'hang-after-effect' });
    const killed = attempt(run, 1).catch((error: unknown) => error);
    await admin.untilHit(held.id);
    await incident.carry(await incident.release(run), action, 'undo');
    expect(await incident.groups()).toEqual(before);
    expect(await left()).toEqual([]);
    await admin.release();
    await killed;
  });
});
