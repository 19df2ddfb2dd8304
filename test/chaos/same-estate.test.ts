import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { forward } from '../sandbox/gateway/forwarded.js';
import { estatePicture } from '../../bench/chaos/estate-picture.js';
import { Stack } from '../support/stack.js';
import { killAll } from './outcome.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(240_000);

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack?.stop());

/** Long enough for everything that the containment set off to come to rest: replacement, drain, snapshots. */
const REST_MS = 1_800_000;

const pictureOf = async (name: string): Promise<readonly string[]> => {
  await stack.admin.advanceClock(REST_MS);
  await stack.admin.save(name);
  return estatePicture(join(stack.home, 'aws'), name);
};

it('an account is left by a containment in which everything was killed as by one that nobody disturbed', async () => {
  const web3 = stack.status().targets[0]?.id ?? '';
  const moto = { url: stack.status().aws.endpoint, credentials: stack.status().aws.credentials };
  expect(await forward(moto, 'CreateTopic', { Name: 'alerts' })).toContain(':alerts');
  await stack.admin.save('before');

  const { id: undisturbed } = await stack.contain(web3);
  await stack.untilState(undisturbed, 'completed');
  const expected = await pictureOf('undisturbed');
  expect(expected.length).toBeGreaterThan(100);

  await stack.admin.load('before');
  await stack.ready();
  expect(await forward(moto, 'ListTopics')).toContain(':alerts');
  const fault = await stack.admin.addFault({
    match: { operation: 'DisassociateAddress' },
    kind: 'hang-after-effect',
  });
  const { id: disturbed } = await stack.contain(web3);
  await stack.admin.untilHit(fault.id);
  const { supervisor, worker, temporal, aws } = stack.status();
  const { motoPid } = await stack.admin.health();
  expect(motoPid).not.toBeNull();
  await killAll(supervisor.pid, worker.pid, temporal.pid, ...aws.pids, motoPid);
  await stack.up();
  await stack.untilState(disturbed, 'completed');
  const found = await pictureOf('disturbed');
  expect(found.filter((row) => !expected.includes(row))).toEqual([]);
  expect(expected.filter((row) => !found.includes(row))).toEqual([]);
  expect(found).toHaveLength(expected.length);
  expect(await forward(moto, 'ListTopics')).toContain(':alerts');
});
