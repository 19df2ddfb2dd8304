import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Rule } from '../../../workflows/contract/policy.js';
import { makeStage, type Stage } from '../../sandbox/gateway/stage.js';
import { onePolicy } from '../../support/policy.js';
import { Office } from '../fixtures/office.js';
import { Attacker } from './toggles/attacker.js';
import { SignedRun } from './toggles/run.js';
import { sieges } from './toggles/toggles.js';

let office: Office;
let ec2: EC2;
let stage: Stage;
let groups: readonly string[];
beforeAll(async () => {
  office = await Office.open();
  office.policy = byTag;
  ec2 = new EC2(office.aws.config);
  stage = await makeStage(office.aws.ec2);
  groups = await Promise.all(['one', 'two', 'three'].map((name) => stage.group(name)));
});
afterAll(async () => {
  ec2.destroy();
  await office.close();
});

// One person's signature is enough, but in production.
const { rules, ...rest } = onePolicy();
const [everything] = rules as [Rule];
const need = everything.need.map((one) => ({ ...one, count: 2 }));
const byTag = { ...rest, rules: [{ ...everything, name: 'prod', when: { environment: ['prod'] }, need }, everything] };

// It waits for snapshots, for minutes, and changes nothing.
const waits = 'completeSnapshots';

it('nobody who toggles tags, groups and interfaces keeps a signed run from its host, or leads it to another', async () => {
  await fc.assert(
    fc.asyncProperty(sieges, async ({ untrack, before, meanwhile, ...siege }) => {
      const attacker = await Attacker.on(office, ec2, stage, groups, siege);
      const run = await SignedRun.on(office, attacker.host, untrack);
      for (const one of before) await attacker.toggle(one);
      const fresh = await run.replan();
      expect(fresh.differences).toEqual([]);
      expect(fresh.apart).toEqual([]);
      // What was asked of people when they signed: what a tag says since then neither adds to it nor takes from it.
      const isEnough = siege.environment !== 'prod';
      expect(new Set(await run.mayRun(fresh))).toEqual(new Set([isEnough]));
      if (!isEnough) return;
      for (const step of await run.stepsOf(fresh)) {
        for (const one of meanwhile[step.action] ?? []) await attacker.toggle(one);
        const interfaces = (await attacker.interfaces()).map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId);
        const events = step.action === waits ? [] : await run.apply(fresh, step);
        expect(await run.strayed(step.step, events, interfaces)).toEqual([]);
      }
    }),
    { numRuns: 30 },
  );
}, 240_000);
