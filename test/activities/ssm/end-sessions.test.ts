import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'endSessions';
const open = async () => (await incident.account.ssm.describeSessions({ State: 'Active' })).Sessions ?? [];
const start = async (Target = incident.host) => (await incident.account.ssm.startSession({ Target })).SessionId ?? '';

describe('the sessions on an instance', () => {
  beforeEach(() => incident.begin());

  it('are the attacker’s, live on when the interfaces are closed, and end with this step', async () => {
    const [{ Owner = '' } = {}] = await open();
    const signed = await incident.signed('isolateInstance', action);
    await incident.done(signed, 'isolateInstance');
    expect(await open()).toHaveLength(1);
    const plan = (await incident.plansOf(signed)).find((one) => one.signed.action === action);
    expect(plan?.signed.reversible).toBe(false);
    expect(plan?.observed.blastRadius).toMatchObject([{ message: expect.stringContaining(Owner) }]);
    await incident.done(signed, action);
    expect(await open()).toEqual([]);
  });

  it('that open between the signature and the change end too', async () => {
    const signed = await incident.signed(action);
    await start();
    await start();
    await incident.done(signed, action);
    expect(await open()).toEqual([]);
  });

  it('that nobody has opened leave nothing to do', async () => {
    await incident.done(await incident.signed(action), action);
    const signed = await incident.signed(action);
    const seen = await incident.office.watch();
    await incident.done(signed, action);
    expect(await seen('TerminateSession')).toEqual([]);
  });

  it('are none of another instance’s', async () => {
    const elsewhere = incident.estate.targets.find(({ name }) => name === 'files-1')?.id ?? '';
    const kept = await start(elsewhere);
    await incident.done(await incident.signed(action), action);
    expect((await open()).map(({ SessionId }) => SessionId)).toEqual([kept]);
  });

  it('that are more than were signed are not said to be ended', async () => {
    const signed = await incident.signed(action);
    for (let count = 0; count < 5; count += 1) await start();
    await incident.carry(signed, action, 'apply');
    await expect(incident.carry(signed, action, 'verify')).rejects.toMatchObject({ type: 'DoesNotHold' });
  });

  it('are not opened again by a release', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await expect(incident.release(signed)).rejects.toMatchObject({ type: 'Refused' });
  });
});
