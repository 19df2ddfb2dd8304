/**
 * Records the histories that replay.test.ts replays: real runs of the workflows that ship, on a real Temporal server.
 * Record anew only what a deliberate, versioned change of the workflows made unreplayable: delete that file, and run
 *
 *     NODE_NO_WARNINGS=1 node_modules/node/bin/node --experimental-vm-modules node_modules/jest/bin/jest.js \
 *       --testMatch '<rootDir>/test/replay/record.ts'
 *
 * Files that are there already are kept: they stand for runs that were under way before an upgrade.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import { releaseWorkflowId, watchWorkflowId } from '../../workflows/contract/names.js';
import { until } from '../support/aws.js';
import { onePolicy } from '../support/policy.js';
import { Lab, people, type Run } from '../workflows/fixtures/lab.js';
import { door, type World } from '../workflows/fixtures/world.js';
import { shippedCatalogue, shippedWorkflows } from './fixtures/shipped.js';

const folder = join(import.meta.dirname, 'histories');
const clone = join(import.meta.dirname, '..', '..');
const host = 'i-0123456789abcdef0';
const neighbour = 'i-0fedcba9876543210';
const group =
  'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:00000000-0000-4000-8000-000000000001:autoScalingGroupName/web';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open({ workflowsPath: shippedWorkflows, catalogue: (world: World) => shippedCatalogue(world) });
  lab.world.groups = [{ arn: group, instanceIds: [host, neighbour] }];
});
afterAll(() => lab.close());

const launch = async (instanceId: string): Promise<Run> => launchOf('contain-instance', { instanceId });

const launchOf = async (playbook: string, input: JsonObject): Promise<Run> => {
  const run = lab.newRun(input, playbook);
  await lab.start(run, lab.request(run));
  await lab.waiting(run);
  return run;
};

const completed = async (run: Run): Promise<void> => {
  await lab.approve(run);
  expect(await lab.closed(run.id)).toBe('completed');
};

/** Puts a run back; answers the workflow that did. */
const released = async (run: Run): Promise<string> => {
  await lab.release(run);
  await lab.approve(run);
  const release = releaseWorkflowId(run.id, 'release-1');
  expect(await lab.closed(release)).toBe('released');
  return release;
};

type Told = { readonly workflowId: string; readonly history: unknown };

/** A workflow's history, and those of the children that it started. */
const tell = async (workflowId: string, runId?: string): Promise<readonly Told[]> => {
  const handle = lab.env.client.workflow.getHandle(workflowId, runId);
  // What has not decided anything yet could be replayed by anything.
  const history = await until(`${workflowId}: its first decision`, async () => {
    const now = await handle.fetchHistory();
    return now.events?.some((event) => event.workflowTaskCompletedEventAttributes) ? now : undefined;
  });
  const children = (history.events ?? []).flatMap((event) => {
    const started = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
    return started?.workflowId && started.runId ? [{ id: started.workflowId, run: started.runId }] : [];
  });
  const told = await Promise.all(children.map((child) => tell(child.id, child.run)));
  return [{ workflowId, history: JSON.parse(historyToJSON(history)) as unknown }, ...told.flat()];
};

type Execution = { readonly workflowId: string; readonly runId?: string };

const record = async (name: string, ...which: readonly (string | Execution)[]): Promise<void> => {
  const executions = which.map((one): Execution => (typeof one === 'string' ? { workflowId: one } : one));
  const told = await Promise.all(executions.map(({ workflowId, runId }) => tell(workflowId, runId)));
  const all = new Map(told.flat().map((one) => [JSON.stringify(one), one]));
  // Stack traces name where the clone lies: that is nobody's business, and replay does not look at them.
  const text = JSON.stringify([...all.values()]).replaceAll(clone, '/firebreak');
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
};

const recording = (name: string, scene: (name: string) => Promise<void>): void => {
  const file = join(folder, `${name}.json`);
  it(
    name,
    async () => {
      if (existsSync(file)) console.log(`${file} is kept`);
      else await scene(name);
      expect(existsSync(file)).toBe(true);
    },
    150_000,
  );
};

recording('completed-then-released', async (name) => {
  const run = await launch(`${host},${neighbour}`);
  await lab.approve(run, people.responder); // Refused: the requester cannot approve.
  await completed(run);
  await record(name, run.id, await released(run));
});

recording('preserved', async (name) => {
  const run = await launchOf('preserve-instance', { instanceId: host });
  await completed(run);
  await record(name, run.id);
});

recording('captured', async (name) => {
  const run = await launchOf('capture-memory', { instanceId: host });
  await completed(run);
  await record(name, run.id);
});

recording('revoked-then-released', async (name) => {
  const run = await launchOf('revoke-credentials', { principal: 'arn:aws:iam::111122223333:user/deploy-bot' });
  await completed(run);
  await record(name, run.id, await released(run));
});

recording('failed-then-asked-again-on-retry', async (name) => {
  lab.world.when('paint.apply', host, (time) => {
    if (time === lab.world.times('paint.verify', host) + 1) throw failure(failureTypes.denied, 'not allowed to');
  });
  const run = await launch(host);
  await lab.approve(run);
  const step = `contain/${host}/isolateInstance`;
  await lab.waiting(run, 'failure', step);
  lab.world.when('paint.apply', host, () => undefined);
  lab.world.thing(host).onlookers.push('arn:aws:ec2:eu-west-1:111122223333:instance/i-0aaaaaaaaaaaaaaaa');
  await lab.decide(run, step, 'retry');
  await completed(run);
  await record(name, run.id);
});

recording('stopped-while-applying', async (name) => {
  const { wait, open } = door();
  const before = lab.world.times('paint.apply', neighbour);
  lab.world.when('paint.apply', neighbour, wait);
  const run = await launch(neighbour);
  await lab.approve(run);
  await until('applying', async () => (lab.world.times('paint.apply', neighbour) > before ? true : undefined));
  await lab.cancel(run);
  open();
  expect(await lab.closed(run.id)).toBe('cancelled');
  await record(name, run.id);
});

recording('failed-then-released-from-its-gate', async (name) => {
  lab.world.when('paint.apply', host, () => {
    throw failure(failureTypes.denied, 'not allowed to');
  });
  const run = await launch(host);
  await lab.approve(run);
  await lab.decide(run, `contain/${host}/isolateInstance`, 'release', people.lead);
  expect(await lab.closed(run.id)).toBe('failed');
  const gate = await lab.waiting(run);
  await lab.approve(run, people.deputy);
  expect(await lab.closed(gate.workflowId)).toBe('released');
  await record(name, run.id, gate.workflowId);
});

recording('watched-and-put-right', async (name) => {
  const guarded = 'i-0aaaabbbbccccdddd';
  const run = await launch(guarded);
  await completed(run);
  await lab.until(run, 'the watch', ({ watch }) => watch ?? undefined);
  lab.world.thing(guarded).colour = 'white';
  // It looks each minute.
  await until('it is put right', async () => (lab.world.thing(guarded).colour === 'red' ? true : undefined), 100_000);
  const watch = watchWorkflowId(run.id);
  await lab.send(watch, 'cancel', lab.cancelRequest(run));
  await lab.closed(watch);
  await record(name, run.id, watch);
});

recording('refused-until-a-new-history', async (name) => {
  const run = await launch('i-0bbbbccccddddeeee');
  const gate = await lab.waiting(run);
  const { runId: first } = await lab.env.client.workflow.getHandle(run.id).describe();
  for (let sent = 0; sent < 200; sent += 8)
    await Promise.all(
      Array.from({ length: 8 }, () => lab.send(run.id, 'decide', lab.planDecision(run, people.responder, gate))),
    );
  const now = await until('a new history', async () => {
    const { runId } = await lab.env.client.workflow.getHandle(run.id).describe();
    return runId === first ? undefined : runId;
  });
  await completed(run);
  await record(name, { workflowId: run.id, runId: first }, { workflowId: run.id, runId: now });
});

recording('acted-first-and-ratified', async (name) => {
  const [everything] = onePolicy().rules;
  if (!everything) throw new Error('the policy has no rule');
  const standing = { roles: ['responder'], ratifyWithin: 600 };
  lab.policy = { ...onePolicy(), rules: [{ ...everything, standing }] };
  const run = await launch('i-0ccccddddeeeeffff');
  await lab.until(run, 'it acted', async () =>
    (await lab.entries(run, 'verification')).some(({ body }) => body.step.endsWith('isolateInstance'))
      ? true
      : undefined,
  );
  await completed(run);
  await record(name, run.id);
});

recording('one-moved-and-asked-for-again', async (name) => {
  lab.policy = onePolicy();
  const [still, moved] = ['i-0ddddeeeeffff0000', 'i-0eeeeffff00001111'];
  const run = await launch(`${still},${moved}`);
  const { id } = await lab.waiting(run);
  lab.world.thing(moved).onlookers.push('arn:aws:ec2:eu-west-1:111122223333:instance/i-0aaaaaaaaaaaaaaaa');
  await lab.approve(run);
  await lab.until(run, 'asked for again', ({ gates }) =>
    gates.some((gate) => gate.id !== id && gate.state === 'waiting') && lab.world.thing(still).colour === 'red'
      ? true
      : undefined,
  );
  await completed(run);
  await record(name, run.id);
});
