import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { productionStatusText } from '../../cli/output/production-status-text.js';
import { polling, workerVersions } from '../../cli/session/worker-versions.js';
import { loadConfig, type Config } from '../../worker/config.js';
import { createWorker } from '../../worker/create-worker.js';
import { startAws, type SandboxAws } from '../support/aws.js';
import { bundled } from '../support/bundled.js';
import { actionsOn } from '../workflows/fixtures/actions.js';
import { Lab, people, testWorkflows } from '../workflows/fixtures/lab.js';
import { World } from '../workflows/fixtures/world.js';

/** A worker of one version at work, and the world that its actions change: its diary tells what this worker did. */
type Hand = { readonly world: World; readonly newRunsGoTo: string | null; readonly leave: () => Promise<void> };

const OLD = '1.0.0-0aaaaaaaaaaa';
const NEW = '1.0.0-0bbbbbbbbbbb';

let aws: SandboxAws;
let lab: Lab;
beforeAll(async () => {
  aws = await startAws();
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = aws.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = aws.credentials.secretAccessKey;
  lab = await Lab.open({ hasWorker: false });
});
afterAll(async () => {
  await lab.close();
  await aws.stop();
});

let taskQueue: string;
let scene = 0;
beforeEach(() => {
  lab.taskQueue = taskQueue = `scene-${(scene += 1)}`;
});

const configured = (mode: Config['mode']): Config => {
  const file = join(lab.folder, `${taskQueue}.yaml`);
  const operators = Object.values(people).map(({ name, person, roles, keys }) => ({ name, person, roles, keys }));
  const ledger = { path: 'ledger.db', key: 'signing.key' };
  // What is JSON is YAML.
  writeFileSync(file, JSON.stringify({ mode, temporal: { address: lab.env.address, taskQueue }, ledger, operators }));
  return loadConfig(file);
};

const arrives = async (buildId: string, mode: Config['mode'] = 'production'): Promise<Hand> => {
  const world = new World();
  const parts = { catalogue: actionsOn(world), workflows: { workflowBundle: await bundled(testWorkflows) }, buildId };
  const { worker, newRunsGoTo, stopping, close } = await createWorker(
    configured(mode),
    lab.env.nativeConnection,
    parts,
  );
  const running = worker.run();
  const leave = async (): Promise<void> => {
    stopping();
    worker.shutdown();
    await running;
    await close();
  };
  return { world, newRunsGoTo: await newRunsGoTo(() => undefined), leave };
};

const place = () => configured('production').temporal;

describe('in production, a run', () => {
  it('stays with the version that began it, to its end, while new runs go to the newer version', async () => {
    const old = await arrives(OLD);
    expect(old.newRunsGoTo).toBe(OLD);
    const begun = await lab.launch('begun');
    const young = await arrives(NEW);
    expect(young.newRunsGoTo).toBe(NEW);
    const fresh = await lab.launch('fresh');
    for (const run of [begun, fresh]) {
      await lab.approve(run);
      expect(await lab.ended(run)).toBe('completed');
    }
    const steps = ['takePicture.apply', 'polish.apply', 'paint.apply'];
    expect(old.world.diary.map(({ moment, thing }) => `${thing} ${moment}`)).toEqual(
      steps.map((one) => `begun ${one}`),
    );
    expect(young.world.diary.map(({ moment, thing }) => `${thing} ${moment}`)).toEqual(
      steps.map((one) => `fresh ${one}`),
    );
    const actors = async (run: typeof begun) => new Set((await lab.entries(run, 'outcome')).map(({ actor }) => actor));
    expect([await actors(begun), await actors(fresh)]).toEqual([
      new Set([`worker:${OLD}`]),
      new Set([`worker:${NEW}`]),
    ]);
    await Promise.all([old.leave(), young.leave()]);
  });

  it('is not taken from the newer version by an older worker that starts again', async () => {
    const old = await arrives(OLD);
    const young = await arrives(NEW);
    await old.leave();
    const again = await arrives(OLD);
    expect(again.newRunsGoTo).toBe(NEW);
    const run = await lab.launch('late');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(again.world.diary).toEqual([]);
    await Promise.all([again.leave(), young.leave()]);
  });

  it('waits while its version has no worker, which status says, and goes on once it is moved to another version', async () => {
    const old = await arrives(OLD);
    const begun = await lab.launch('left');
    const young = await arrives(NEW);
    await old.leave();
    const heard = async (buildId: string): Promise<number> => {
      const { pollers } = await lab.env.client.workflowService.describeTaskQueue({
        namespace: 'default',
        taskQueue: { name: taskQueue },
        taskQueueType: 1,
      });
      const times = (pollers ?? [])
        .filter(({ deploymentOptions }) => deploymentOptions?.buildId === buildId)
        .map(({ lastAccessTime }) => Number(lastAccessTime?.seconds) * 1_000);
      return Math.max(...times);
    };
    // Each run that begins lets the worker that is there ask for work again.
    const others: string[] = [];
    do others.push((await lab.launch(`other-${others.length}`)).id);
    while ((await heard(NEW)) <= (await heard(OLD)));
    const versions = await workerVersions(lab.env.client, place(), (await heard(OLD)) + 70_000);
    expect(versions).toEqual([
      { buildId: NEW, current: true, worker: true, runs: expect.arrayContaining(others) },
      { buildId: OLD, current: false, worker: false, runs: [begun.id] },
    ]);
    const said = productionStatusText({
      mode: 'production',
      ready: true,
      temporal: { address: lab.env.address, namespace: 'default', ok: true },
      worker: { ok: true, versions },
      ledger: { store: 'sqlite', path: 'ledger.db' },
      seals: null,
      operators: [],
    });
    expect(said).toContain(`worker    answers  build ${NEW}, given new runs, ${others.length} open run(s)\n`);
    expect(said).toContain(`worker    DOES NOT ANSWER  build ${OLD}, 1 open run(s) WAIT FOR IT: ${begun.id}\n`);
    expect(said).toContain('fix: start a worker of that version again');
    // What `temporal workflow update-options` does.
    await lab.env.client.workflowService.updateWorkflowExecutionOptions({
      namespace: 'default',
      workflowExecution: { workflowId: begun.id },
      workflowExecutionOptions: {
        versioningOverride: { pinned: { behavior: 1, version: { deploymentName: taskQueue, buildId: NEW } } },
      },
      updateMask: { paths: ['versioning_override'] },
    });
    await lab.approve(begun);
    expect(await lab.ended(begun)).toBe('completed');
    expect(young.world.changes('left')).toContain('paint.apply');
    await young.leave();
  });
});

describe('a run that nobody has begun', () => {
  it('is said to wait while no version is given new runs', async () => {
    const run = lab.newRun({ things: 'early' });
    await lab.start(run, lab.request(run));
    expect(await workerVersions(lab.env.client, place())).toEqual([
      { buildId: null, current: true, worker: false, runs: [run.id] },
    ]);
    const first = await arrives(NEW);
    await lab.waiting(run);
    expect(await workerVersions(lab.env.client, place())).toEqual([
      { buildId: NEW, current: true, worker: true, runs: [run.id] },
    ]);
    await first.leave();
  });
});

describe('in the sandbox, a run', () => {
  it('is gone on with by whatever worker comes next', async () => {
    const old = await arrives(OLD, 'sandbox');
    expect(old.newRunsGoTo).toBe(OLD);
    const run = await lab.launch('played');
    await old.leave();
    const young = await arrives(NEW, 'sandbox');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(young.world.changes('played')).toContain('paint.apply');
    expect(await polling(lab.env.client, place())).toEqual({ current: null, buildIds: new Set([null]) });
    await young.leave();
  });
});
