import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';
import { action } from '../activities/action.js';
import { configuration, openSession } from '../cli/session/open-session.js';
import { sign } from '../cli/session/signing.js';
import { waitingApproval } from '../cli/session/waiting.js';
import { layout } from '../sandbox/stack/layout.js';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import { createWorker } from '../worker/create-worker.js';
import type { RunRequest } from '../workflows/contract/documents.js';
import { inParallel } from '../workflows/engine/in-parallel.js';
import { print, printRatio, summary } from './report.js';

const runs = 40;
const width = 20;
const rounds = 2;
const workflowsPath = fileURLToPath(new URL('./workflows.js', import.meta.url));

const nothing = action({
  name: 'nothing',
  title: 'Does nothing',
  effect: 'change',
  blocking: true,
  input: z.strictObject({ number: z.number() }),
  facts: z.null(),
  output: z.null(),
  permissions: [],
  plan: (aws) =>
    Promise.resolve({
      owner: aws.account,
      kind: 'nothing',
      calls: [],
      targetState: {},
      reversible: true,
      summary: 'nothing',
      facts: null,
    }),
  apply: () => Promise.resolve(null),
  verify: () => Promise.resolve({ assurance: 'configured', holds: true, facts: [], notCut: [] }),
});

/**
 * Runs a second of three steps that do nothing (planned, signed, planned again, applied, verified, all recorded),
 * against a bare workflow of the same shape and a flat one, alternating in one run on one server.
 */
export const benchThroughput = async (status: SandboxStatus): Promise<void> => {
  // An interrupt ends the bench, not only its workers.
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const settings = configuration(layout().config);
  const config = { ...settings, temporal: { ...settings.temporal, taskQueue: 'bench' } };
  process.env['AWS_ENDPOINT_URL'] = status.aws.endpoint;
  process.env['AWS_ACCESS_KEY_ID'] = status.aws.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = status.aws.credentials.secretAccessKey;
  const connection = await NativeConnection.connect({ address: config.temporal.address });
  const firebreak = await createWorker(config, connection, { catalogue: [nothing], workflowsPath });
  const bare = await Worker.create({
    connection,
    taskQueue: 'bare',
    workflowsPath,
    activities: { noop: () => Promise.resolve() },
    maxCachedWorkflows: 200,
  });
  const running = [firebreak.worker.run(), bare.run()];
  const client = new Client({ connection: await Connection.connect({ address: config.temporal.address }) });
  const session = openSession(config);
  const one = {
    firebreak: () => firebreakRun(session, client),
    shape: async () => {
      const handle = await client.workflow.start('sameShape', { taskQueue: 'bare', workflowId: randomUUID() });
      await handle.executeUpdate('go');
      await handle.result();
    },
    flat: () => client.workflow.execute('flat', { taskQueue: 'bare', workflowId: randomUUID() }),
  };
  const rates: Record<keyof typeof one, number[]> = { firebreak: [], shape: [], flat: [] };
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
  firebreak.worker.shutdown();
  bare.shutdown();
  await Promise.all(running);
  await firebreak.close();
  await session.close();
  await client.connection.close();
  await connection.close();
};

const firebreakRun = async (session: ReturnType<typeof openSession>, client: Client): Promise<void> => {
  const { config, reading } = session;
  const run = `run-${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const base = { v: 1, case: `case-${run.slice(4)}`, run, reason: 'bench', at: new Date().toISOString() } as const;
  const request: RunRequest = {
    ...base,
    kind: 'run',
    operator: 'responder',
    nonce: randomUUID(),
    playbook: 'nothing',
    severity: 'P4',
    title: 'bench',
    input: { target: run },
  };
  const handle = await client.workflow.start('runPlaybook', {
    taskQueue: config.temporal.taskQueue,
    workflowId: run,
    args: [await sign(config, request)],
  });
  let gate = null;
  while (!gate?.plan) {
    // The gate's nonce is only in the ledger: a person would be reading the plan here.
    await new Promise((resolve) => setTimeout(resolve, 20));
    gate = reading.ledger.caseOfRun(run) ? waitingApproval(reading.run(run)) : null;
  }
  const decision = {
    ...base,
    kind: 'decision',
    operator: 'ir-lead',
    nonce: gate.nonce,
    plan: gate.plan,
    decision: 'approve',
  } as const;
  await handle.executeUpdate('decide', { args: [await sign(config, decision)] });
  await handle.result();
};
