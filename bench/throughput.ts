import { isDeepStrictEqual } from 'node:util';
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import { inParallel } from '../workflows/engine/in-parallel.js';
import { bareQueue, childOf } from './bare-names.js';
import { withEngines, type Engines } from './engines.js';
import { approveNothing, askForNothing, workflowsOf } from './no-op-run.js';
import { print, printRatio, summary } from './report.js';
import { shapeOf } from './shape.js';

const runs = 40;
const width = 20;
const rounds = 4;

/**
 * Runs a second of three steps that do nothing (planned, signed, planned again, applied, verified, all recorded),
 * against a bare workflow of the same shape and a flat one, alternating in one run on one server.
 */
export const benchThroughput = (status: SandboxStatus): Promise<void> =>
  withEngines(status, async (engines) => {
    const { client } = engines;
    const one = {
      firebreak: () => firebreakRun(engines),
      shape: () => bareRun(client),
      flat: () => client.workflow.execute('flat', { taskQueue: bareQueue, workflowId: randomUUID() }),
    };
    await compareShapes(client, await one.firebreak(), await one.shape());
    const rates: Record<keyof typeof one, number[]> = { firebreak: [], shape: [], flat: [] };
    // One round of each before counting: first runs load code.
    for (let round = -1; round < rounds; round += 1)
      for (const kind of ['firebreak', 'shape', 'flat'] as const) {
        const started = performance.now();
        await inParallel(Array.from({ length: runs }), width, one[kind]);
        if (round >= 0) rates[kind].push((runs * 1_000) / (performance.now() - started));
      }
    print('runs of three no-op steps', rates.firebreak, 'a second');
    print('bare workflow of the same shape', rates.shape, 'a second');
    print('flat workflow of three activities', rates.flat, 'a second');
    const median = (kind: keyof typeof one): number => summary(rates[kind]).median;
    printRatio('against the same shape', median('firebreak') / median('shape'), '×', '≥ 0.7 ×');
    printRatio('against the flat one', median('firebreak') / median('flat'), '×', 'none');
  });

/** Both answer the ids of the workflows that it took. */
const firebreakRun = async (engines: Engines): Promise<readonly string[]> => {
  const run = await askForNothing(engines);
  await approveNothing(engines, run);
  return workflowsOf(run.id);
};

const bareRun = async (client: Client): Promise<readonly string[]> => {
  const handle = await client.workflow.start('sameShape', { taskQueue: bareQueue, workflowId: randomUUID() });
  await handle.executeUpdate('go');
  await handle.result();
  return [handle.workflowId, childOf(handle.workflowId)];
};

// What is compared must stay comparable when the engine changes.
const compareShapes = async (client: Client, ours: readonly string[], bare: readonly string[]): Promise<void> => {
  const [our, their] = [await shapeOf(client, ours), await shapeOf(client, bare)];
  if (!isDeepStrictEqual(our.shape, their.shape))
    throw new Error(
      `a no-op run is ${JSON.stringify(our.shape)} by now, and the bare workflow ${JSON.stringify(their.shape)}: give it the same shape in bench/workflows.ts`,
    );
  printRatio('events in the histories of a run, against bare', our.events / their.events, '×', 'none');
  printRatio('bytes in the histories of a run, against bare', our.bytes / their.bytes, '×', 'none');
};
