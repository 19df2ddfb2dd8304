import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job } from '../fixtures/office.js';
import { Incident, type Signed } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());
beforeAll(() => void (incident.office.watchFor = 3_600));

const isolation = 'isolateInstance';
const where = ({ job: { case: caseId, run } }: { readonly job: Job }) => ({ case: caseId, run });

/** The host, isolated and watched. */
const watched = async (): Promise<Signed> => {
  const signed = await incident.signed(isolation);
  await incident.done(signed, isolation);
  await incident.office.engine('run.record', { ...where(signed), state: 'completed' });
  await incident.office.engine('watch.begin', where(signed));
  return signed;
};

const look = (signed: Signed, known = {}) => incident.office.engine('watch.look', { ...where(signed), look: 1, known });
const verifications = async ({ job }: Signed) =>
  (await incident.office.entries(job, 'verification')).map(({ body }) => body);

/** Somebody with the account's own credentials puts an interface back into the groups it had. */
const reverts = async (before: Readonly<Record<string, readonly string[]>>): Promise<string> => {
  const [[NetworkInterfaceId, groups] = ['', []]] = Object.entries(before);
  await incident.account.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [...groups] });
  return NetworkInterfaceId;
};

describe('what is watched', () => {
  it('is quiet while it holds: nothing is reverted, and nothing is written', async () => {
    const signed = await watched();
    const before = (await incident.office.entries(signed.job, 'verification', 'call')).length;
    expect(await look(signed)).toEqual({ over: null, reverted: [] });
    expect(await incident.office.entries(signed.job, 'verification', 'call')).toHaveLength(before);
  });

  it('is on record when somebody reverts it, with who did that, once', async () => {
    const before = await incident.groups();
    const signed = await watched();
    const eni = await reverts(before);
    for (const _ of [1, 2]) {
      expect(await look(signed)).toMatchObject({
        over: null,
        reverted: [{ step: { action: isolation }, target: signed.job.target, authority: signed.planned.plan }],
      });
    }
    const lost = (await verifications(signed)).filter(({ holds }) => !holds);
    expect(lost).toHaveLength(1);
    expect(lost[0]?.facts.join('\n')).toContain(`${eni} reads [${before[eni]?.join(', ')}]`);
    expect(lost[0]?.facts.join('\n')).toMatch(
      /CloudTrail(: ModifyNetworkInterfaceAttribute by arn:| does not show yet)/,
    );
  });

  it('is put right on the signature it was made on, and still goes back to what was there before', async () => {
    const before = await incident.groups();
    const signed = await watched();
    const contained = await incident.groups();
    await reverts(before);
    await incident.carry(signed, isolation, 'apply', 1_000);
    await incident.carry(signed, isolation, 'verify', 1_000);
    expect(await incident.groups()).toEqual(contained);
    expect(await look(signed)).toMatchObject({ reverted: [] });
    await incident.carry(await incident.release(signed), isolation, 'undo');
    expect(await incident.groups()).toEqual(before);
  });

  it('is over from the moment that somebody asks for the way back', async () => {
    const before = await incident.groups();
    const signed = await watched();
    await incident.release(signed);
    await reverts(before);
    expect(await look(signed)).toEqual({ over: 'A release was asked for.', reverted: [] });
  });

  it('alarms nobody when AWS cannot be read', async () => {
    const signed = await watched();
    const { admin } = incident.office.aws;
    await admin.addFault({ kind: 'throttle', match: { operation: 'DescribeNetworkInterfaces', times: 1 } });
    expect(await look(signed)).toEqual({ over: null, reverted: [] });
  });
});
