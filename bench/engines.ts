import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { configuration, openSession, type OpenSession } from '../cli/session/open-session.js';
import { layout } from '../sandbox/stack/layout.js';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import { createWorker } from '../worker/create-worker.js';
import { bareQueue } from './bare-names.js';
import { nothing } from './nothing.js';
import { actAsWorker } from './worker-identity.js';

// Once a process. An interrupt ends the bench, not only its workers.
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });

/** Firebreak's engine on a playbook that does nothing, and bare workflows: on one Temporal server, in one process. */
export type Engines = { readonly session: OpenSession; readonly client: Client };

/** Runs `work` on both, which are gone afterwards. */
export const withEngines = async (status: SandboxStatus, work: (engines: Engines) => Promise<void>): Promise<void> => {
  const settings = configuration(layout().config);
  const config = { ...settings, temporal: { ...settings.temporal, taskQueue: 'bench' } };
  actAsWorker(status);
  const workflowsPath = fileURLToPath(new URL('./workflows.js', import.meta.url));
  const connection = await NativeConnection.connect({ address: config.temporal.address });
  const firebreak = await createWorker(config, connection, { catalogue: [nothing], workflows: { workflowsPath } });
  const bare = await Worker.create({
    connection,
    taskQueue: bareQueue,
    workflowsPath,
    activities: { noop: () => Promise.resolve(Date.now()) },
    maxCachedWorkflows: 200,
  });
  const running = [firebreak.worker.run(), bare.run()];
  const client = new Client({ connection: await Connection.connect({ address: config.temporal.address }) });
  const session = await openSession(config);
  try {
    await work({ session, client });
  } finally {
    firebreak.worker.shutdown();
    bare.shutdown();
    await Promise.all(running);
    await firebreak.close();
    await session.close();
    await client.connection.close();
    await connection.close();
  }
};
