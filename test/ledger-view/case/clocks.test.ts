import { describe, expect, it } from '@jest/globals';
import { isolate } from '../../ledger/fixtures/plans.js';
import { at, Chronicle, finding, other } from './chronicle.js';

const clocks = async (chronicle: Chronicle) => (await chronicle.view()).clocks;

/** A case that was opened at 0, asked for at 60, approved at 120. */
const approved = (steps = [isolate]): Chronicle => {
  const told = new Chronicle().opened(0).asked(60);
  return told.approved(120, told.planned(61, steps));
};

describe('time to detect', () => {
  it('is from the first event of any finding to the first of them that was reported', async () => {
    const told = new Chronicle().opened(0, [finding(), finding({ id: '2', firstSeen: at(-900), createdAt: at(-100) })]);
    expect((await clocks(told)).detect).toMatchObject({ seconds: 600, from: { at: at(-900) }, to: { at: at(-300) } });
  });

  it.each([
    ['without a finding', [], /no finding is on the case/],
    ['where no finding says when it began', [finding({ firstSeen: null })], /first event/],
    ['where no finding says when it was reported', [finding({ createdAt: null })], /reported/],
    ['where it was reported before it began', [finding({ createdAt: at(-700) })], /is before/],
  ])('is not known %s, and says so', async (_when, findings, reason) => {
    const { detect } = await clocks(new Chronicle().opened(0, findings));
    expect(detect).toMatchObject({ seconds: null, reason: expect.stringMatching(reason) });
  });
});

describe('time to notify', () => {
  it('is until somebody else has put their name to something', async () => {
    expect((await clocks(approved())).notify).toMatchObject({ seconds: 120, to: { ref: '#4' } });
  });

  it('is not known while only one person has, under whatever name', async () => {
    const told = new Chronicle().opened(0).asked(60).said(90, { event: 'noted', text: 'me again' });
    expect((await clocks(told)).notify).toMatchObject({ seconds: null, to: null });
  });
});

describe('time to contain', () => {
  it('is until the last change that contains was read back first, also when it was put back since', async () => {
    const told = approved([isolate, other]).called(121).holds(130).called(131, other.step).holds(140, other.step);
    told.holds(900).undone(1_000);
    expect((await clocks(told)).contain).toMatchObject({ seconds: 140, to: { at: at(140) } });
  });

  it('is not known while one of them has not been read back', async () => {
    const told = approved([isolate, other]).called(121).holds(130);
    expect((await clocks(told)).contain).toMatchObject({ seconds: null, reason: expect.stringMatching(/^1 of 2/) });
  });

  it('does not wait for what is best effort, or was left out', async () => {
    const late = { ...other, step: 'contain/i-1/late', blocking: false };
    const told = approved([isolate, other, late]).called(121).holds(130);
    told.tell(131, 'outcome', { run: 'run-1', step: other.step, state: 'skipped', attempt: 1 });
    expect((await clocks(told)).contain.seconds).toBe(130);
  });

  it('is not known while nobody has approved anything', async () => {
    const told = new Chronicle().opened(0).asked(60);
    told.planned(61);
    expect((await clocks(told)).contain).toMatchObject({ seconds: null, reason: expect.stringMatching(/no change/) });
  });
});

describe('time to recover', () => {
  const contained = (): Chronicle => approved([isolate, other]).called(121).holds(130).called(131, other.step);

  it('is until the last change was put back', async () => {
    const told = contained().undone(500).undone(700, other.step).said(900, { event: 'closed' });
    expect((await clocks(told)).recover).toMatchObject({ seconds: 700, to: { what: 'last change put back' } });
  });

  it('is until the case was closed where changes stand, and says how many', async () => {
    const told = contained().undone(500);
    told.closed(900, (await told.view()).standing);
    expect((await clocks(told)).recover).toMatchObject({ seconds: 900, reason: '1 change stood when it was closed' });
  });

  it('says how many stood then, whatever is put back after the closing', async () => {
    const told = contained();
    told.closed(900, (await told.view()).standing).undone(1_000);
    expect((await clocks(told)).recover).toMatchObject({ seconds: 900, reason: '2 changes stood when it was closed' });
  });

  it('is not known while changes stand and the case is open, which it is again after a new run', async () => {
    const told = contained().said(900, { event: 'closed' }).asked(1_000, 'run-2');
    expect((await clocks(told)).recover).toMatchObject({
      seconds: null,
      reason: expect.stringMatching(/2 changes stand/),
    });
  });

  it('counts what went out and was never answered as standing', async () => {
    const told = approved();
    const call = { run: 'run-1', step: isolate.step, call: 'group', attempt: 1, service: 'ec2', operation: 'X' };
    told.tell(121, 'outcome', { run: 'run-1', step: isolate.step, state: 'applying', attempt: 1 });
    const before = (await told.view()).standing;
    told.tell(122, 'intent', { ...call, target: 't', input: {}, plan: 'sha256:0' });
    expect([before, (await told.view()).standing.map(({ step }) => step)]).toEqual([[], [isolate.step]]);
  });
});
