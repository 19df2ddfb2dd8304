import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { metadataOptions } from './disable-metadata.row.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

const action = 'disableMetadata';
const options = () => metadataOptions(incident);

describe('the metadata service of an instance', () => {
  beforeEach(() => incident.begin());

  it('is turned off, and put back as it was by a release', async () => {
    const before = await options();
    expect(before).toMatchObject({ HttpEndpoint: 'enabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 2 });
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    expect(await options()).toEqual({ ...before, HttpEndpoint: 'disabled' });
    await incident.carry(await incident.release(signed), action, 'undo');
    expect(await options()).toEqual(before);
  });

  it('ends the attacker’s way to fresh credentials', async () => {
    const asking = async () => (await incident.flows()).find(({ kind, followedBy }) => kind === 'imds' && !followedBy);
    expect((await asking())?.lives).toBe(true);
    await incident.done(await incident.signed(action), action);
    expect(await asking()).toMatchObject({ lives: false, endedBy: 'metadata endpoint disabled' });
  });

  it('that is off already stays off, also after a release', async () => {
    await incident.done(await incident.signed(action), action);
    const signed = await incident.signed(action);
    // It may be turned on while people read: turning it off is signed all the same, and is not done twice.
    const { admin } = incident.office.aws;
    const { events: next } = await admin.health();
    await incident.done(signed, action);
    const { events } = await admin.events(next);
    expect(events.map(({ eventName }) => eventName)).not.toContain('ModifyInstanceMetadataOptions');
    expect((await incident.plansOf(await incident.release(signed)))[0]?.signed.calls).toEqual([]);
    expect(await options()).toMatchObject({ HttpEndpoint: 'disabled' });
  });

  it('is not put back where somebody changed it since', async () => {
    const signed = await incident.signed(action);
    await incident.done(signed, action);
    await incident.account.ec2.modifyInstanceMetadataOptions({
      InstanceId: incident.host,
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: 64,
    });
    await expect(incident.release(signed)).rejects.toMatchObject({ type: 'MovedSince' });
  });
});
