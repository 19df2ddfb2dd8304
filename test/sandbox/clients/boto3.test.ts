import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { environmentFor, runPython } from './environment.js';

interface Line {
  readonly operation: string;
  readonly ok: boolean;
  readonly why?: string;
}

const script = fileURLToPath(new URL('python/tour.py', import.meta.url));

let aws: SandboxAws;

beforeAll(async () => {
  aws = await startAws();
  // Waiters of boto3 wait for what takes the world half a minute.
  await aws.admin.setScale(300);
});

afterAll(() => aws.stop());

// What the parts do does not meet: each could run alone.
test.each([
  ['machines', 18],
  ['disks', 10],
  ['network', 9],
  ['identity', 18],
  ['tier', 10],
  ['commands', 9],
  ['keys', 9],
  ['objects', 15],
  ['retention', 9],
  ['findings', 7],
  ['forwarded', 5],
  ['records', 4],
])('boto3 finds AWS as it knows it: %s', async (part, operations) => {
  const output = await runPython([script, part], environmentFor(aws));
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(lines.filter(({ ok }) => !ok)).toEqual([]);
  expect(lines.length).toBeGreaterThanOrEqual(operations);
  expect(aws.log()).toBe('');
});
