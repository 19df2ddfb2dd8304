import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '../../../sandbox/services/index.js';
import type { SandboxAws } from '../../support/aws.js';
import { startFastAws } from './fast-aws.js';
import { tour } from './tour.js';

let aws: SandboxAws;

beforeAll(async () => {
  aws = await startFastAws();
});

afterAll(() => aws.stop());

test('every paginator that boto3 has for an operation of the sandbox comes to the same list in pages of any size', async () => {
  const played = services.map(
    ({ model, families }) => [model, families.flatMap((family) => Object.keys(family))] as const,
  );
  const file = join(aws.world, 'played.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(played)));
  const lines = await tour(aws, 'paginators', file);
  expect(lines.filter(({ ok }) => !ok)).toEqual([]);
  expect(lines.length).toBeGreaterThan(100);
  expect(aws.log()).toBe('');
});
