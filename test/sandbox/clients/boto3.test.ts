import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxAws } from '../../support/aws.js';
import { startFastAws } from './fast-aws.js';
import { tour } from './tour.js';

let aws: SandboxAws;

beforeAll(async () => {
  aws = await startFastAws();
});

afterAll(() => aws.stop());

// What the parts do does not meet: each could run alone.
test.each([
  ['machines', 18],
  ['disks', 10],
  ['network', 9],
  ['identity', 9],
  ['sessions', 9],
  ['tier', 10],
  ['commands', 9],
  ['keys', 9],
  ['objects', 11],
  ['transfers', 6],
  ['retention', 9],
  ['findings', 7],
  ['forwarded', 5],
  ['records', 4],
])('boto3 finds AWS as it knows it: %s', async (part, operations) => {
  const lines = await tour(aws, part);
  expect(lines.filter(({ ok }) => !ok)).toEqual([]);
  expect(lines.length).toBeGreaterThanOrEqual(operations);
  expect(aws.log()).toBe('');
});
