import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Rule } from '../../../workflows/contract/policy.js';
import { onePolicy } from '../../support/policy.js';
import { Incident } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());

const action = 'protectInstance';
const { rules, ...rest } = onePolicy();
const [everything] = rules as [Rule];
const inProduction = { ...everything, name: 'production', when: { environment: ['prod'] }, expiresAfter: 60 };
const byTag = { ...rest, rules: [inProduction, everything] };

const waitsFor = async (): Promise<number> => {
  const { gate } = await incident.office.plan(await incident.office.job(incident.host), action);
  return (Date.parse(gate?.expiresAt ?? '') - Date.parse(gate?.openedAt ?? '')) / 1_000;
};
const tag = (Value: string) =>
  incident.account.ec2.createTags({ Resources: [incident.host], Tags: [{ Key: 'environment', Value }] });

describe('a rule about an environment', () => {
  it('counts for a target whose tag says so, when the plan is made', async () => {
    incident.office.policy = byTag;
    await tag('prod');
    expect(await waitsFor()).toBe(60);
    await tag('sandbox');
    expect(await waitsFor()).toBe(600);
  });

  it('goes by the tag that the policy names', async () => {
    incident.office.policy = { ...byTag, environmentTag: 'stage' };
    await tag('prod');
    expect(await waitsFor()).toBe(600);
  });
});
