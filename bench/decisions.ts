import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import type { Entry } from '../workflows/contract/entries.js';
import { bareQueue } from './bare-names.js';
import { withEngines, type Engines } from './engines.js';
import { approveNothing, askForNothing, type NoOpRun } from './no-op-run.js';
import { print, printRatio, quantile, summary } from './report.js';

const rounds = 200;
const warmUp = 10;

/**
 * From an approval to the beginning of the next step: from before the approver's signature to the ledger's first
 * `applying`. Between them the decision is checked and recorded, everything is planned again, and a track begins.
 * Alternating with a bare workflow of the same shape and with the least that an answer can set off, an update and an
 * activity, in one run on one server.
 */
export const benchDecisions = (status: SandboxStatus): Promise<void> =>
  withEngines(status, async (engines) => {
    const times: Record<'ours' | 'shape' | 'hop', number[]> = { ours: [], shape: [], hop: [] };
    for (let round = -warmUp; round < rounds; round += 1) {
      // While one is asked for, the others come to where they wait.
      const [hop, shape] = [await waiting(engines.client, 'hop'), await waiting(engines.client, 'sameShape')];
      const run = await askForNothing(engines);
      const seen = { hop: await hop(), shape: await shape(), ours: await decision(engines, run) };
      if (round < 0) continue;
      for (const kind of ['hop', 'shape', 'ours'] as const) times[kind].push(seen[kind]);
    }
    print('approval → next step begins', times.ours, 'ms');
    printRatio('95 of 100 begin within', quantile(times.ours, 0.95), 'ms', 'none');
    printRatio('99 of 100 begin within', quantile(times.ours, 0.99), 'ms', '≤ 500 ms');
    printRatio('that, against the median', quantile(times.ours, 0.99) / summary(times.ours).median, '×', 'none');
    print('the same in a bare workflow of the same shape', times.shape, 'ms');
    print('bare update → activity', times.hop, 'ms');
    const median = (kind: keyof typeof times): number => summary(times[kind]).median;
    printRatio('medians, against the same shape', median('ours') / median('shape'), '×', 'none');
    printRatio('medians, against update → activity', median('ours') / median('hop'), '×', 'none');
  });

/** Lets a bare workflow begin to wait; the answer lets it go on, and tells after how many ms its next activity began. */
const waiting = async (client: Client, workflow: 'hop' | 'sameShape'): Promise<() => Promise<number>> => {
  const handle = await client.workflow.start(workflow, { taskQueue: bareQueue, workflowId: randomUUID() });
  return async () => {
    const started = Date.now();
    await handle.executeUpdate('go');
    return Number(await handle.result()) - started;
  };
};

const decision = async (engines: Engines, run: NoOpRun): Promise<number> => {
  const started = Date.now();
  await approveNothing(engines, run);
  const outcomes = await engines.session.reading.ledger.entries(run.case, {
    run: run.id,
    kinds: ['outcome'],
    limit: 1,
  });
  const [first] = outcomes as readonly Entry<'outcome'>[];
  if (first?.body.state !== 'applying') throw new Error(`${run.id} began with ${first?.body.state ?? 'nothing'}.`);
  return Date.parse(first.at) - started;
};
