import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { Client, type ConnectionLike } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { AnyAction } from '../activities/action.js';
import { readingFor } from '../activities/aws/attempt.js';
import { createClients } from '../activities/aws/clients.js';
import { catalogue as everyAction } from '../activities/catalogue.js';
import { createActivities } from '../activities/index.js';
import { Authority } from '../ledger/authority.js';
import { openLedger } from '../ledger/sqlite/ledger.js';
import type { Scope } from '../workflows/contract/playbook.js';
import type { Config } from './config.js';
import { version } from './version.js';

/** A worker with all that it needs, and the way to let go of it. */
export type Firebreak = {
  readonly worker: Worker;
  readonly buildId: string;
  /** Lets what only waits go, so that stopping the worker takes no longer than the change in flight. */
  readonly stopping: () => void;
  readonly close: () => Promise<void>;
};

/** What tests and benches may replace: the catalogue, and the file that exports the workflows. */
export type Parts = { readonly catalogue?: readonly AnyAction[]; readonly workflowsPath?: string };

const workflows = (): string =>
  fileURLToPath(new URL(`../workflows/index${path.extname(fileURLToPath(import.meta.url))}`, import.meta.url));

/** Wires ledger, AWS clients and Temporal into one worker. It holds the ledger open until `close`. */
export const createWorker = async (
  config: Config,
  connection: NativeConnection,
  { catalogue = everyAction, workflowsPath = workflows() }: Parts = {},
): Promise<Firebreak> => {
  const ledger = await openLedger({ path: config.ledger.path, keyPath: config.ledger.key });
  const buildId = version();
  const actor = `worker:${buildId}`;
  const { operators, policy } = config;
  const authority = new Authority(ledger, operators);
  const vault = config.vault && { ...config.vault, region: config.vault.region ?? config.aws.region };
  const clients = createClients(config.aws.region, { ledger, authority, actor }, vault);
  const temporal = new Client({ connection: connection as ConnectionLike, namespace: config.temporal.namespace });
  const stop = new AbortController();
  const activities = createActivities({
    ledger,
    authority,
    clients,
    catalogue,
    operators,
    policy,
    actor,
    scope: scopeOf(clients, config.aws.region),
    temporal,
    stopping: stop.signal,
  });
  const options: WorkerOptions = {
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.temporal.taskQueue,
    workflowsPath,
    activities,
    // A killed worker's cached runs must be picked up by the next one at once, not after the default 10 s.
    stickyQueueScheduleToStartTimeout: '500ms',
    maxHeartbeatThrottleInterval: '300ms',
    // Longer than a call may take, so that a deploy cuts none off; what is left of a step goes on in the next worker.
    shutdownGraceTime: '15s',
    maxCachedWorkflows: 200,
  };
  const worker = await Worker.create(options);
  return {
    worker,
    buildId,
    stopping: () => stop.abort(),
    close: async () => {
      clients.close();
      await ledger.close();
    },
  };
};

// Asked once, and asked again if AWS did not answer.
const scopeOf = (clients: ReturnType<typeof createClients>, region: string): (() => Promise<Scope>) => {
  let asked: Promise<Scope> | null = null;
  const ask = async (): Promise<Scope> => {
    const attempt = readingFor({ case: 'deployment', run: 'deployment' });
    const { Account } = await clients.during(attempt, () => clients.sts.getCallerIdentity({}));
    if (!Account) throw new Error('AWS did not say which account this is.');
    return { account: Account, region };
  };
  return () => (asked ??= ask().catch((error: unknown) => ((asked = null), Promise.reject(error))));
};
