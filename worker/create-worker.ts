import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { Client, type ConnectionLike } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { AnyAction } from '../activities/action.js';
import { readingFor } from '../activities/aws/attempt.js';
import { createClients } from '../activities/aws/clients.js';
import { openSealVault } from '../activities/aws/seal-vault.js';
import { catalogue as everyAction } from '../activities/catalogue.js';
import { createActivities } from '../activities/index.js';
import { ownResources } from '../activities/self-protection/own-resources.js';
import { listedResource, openProtection, signersOf } from '../activities/self-protection/protection.js';
import { Authority } from '../ledger/authority.js';
import { placeOfLedger } from '../ledger/seals/seal.js';
import { openSigningKey } from '../ledger/signing-key.js';
import { openLedger } from '../ledger/sqlite/ledger.js';
import { openLedgerReader } from '../ledger/sqlite/reader.js';
import type { Scope } from '../workflows/contract/playbook.js';
import { buildId as ownBuildId } from './build-id.js';
import { ConfigError, type Config } from './config.js';
import { pinnedTo, takeNewRuns } from './deployment.js';
import { Sealing } from './sealing.js';

/** A worker with all that it needs, and the way to let go of it. */
export type Firebreak = {
  readonly worker: Worker;
  readonly buildId: string;
  /**
   * To be called while the worker runs: the build id of the version that is given new runs, once that is settled, or null
   * when it is stopped before. `say` hears what stands in the way. In the sandbox workers are not versioned: each goes on
   * with all runs.
   */
  readonly newRunsGoTo: (say: (problem: string) => void) => Promise<string | null>;
  /** To be called while the worker runs: seals the ledger until it is stopped. `say` hears what stands in the way. */
  readonly sealing: (say: (problem: string) => void) => Promise<void>;
  /** Lets what only waits go, so that stopping the worker takes no longer than the change in flight. */
  readonly stopping: () => void;
  readonly close: () => Promise<void>;
};

/** What tests and benches may replace: the catalogue, the file that exports the workflows, and what their code is called. */
export type Parts = {
  readonly catalogue?: readonly AnyAction[];
  readonly workflowsPath?: string;
  readonly buildId?: string;
};

const workflows = (): string =>
  fileURLToPath(new URL(`../workflows/index${path.extname(fileURLToPath(import.meta.url))}`, import.meta.url));

/** Wires ledger, AWS clients and Temporal into one worker. It holds the ledger open until `close`. */
export const createWorker = async (
  config: Config,
  connection: NativeConnection,
  { catalogue = everyAction, workflowsPath = workflows(), buildId = ownBuildId() }: Parts = {},
): Promise<Firebreak> => {
  const ledger = await openLedger({ path: config.ledger.path, keyPath: config.ledger.key });
  const actor = `worker:${buildId}`;
  const { operators, policy } = config;
  const authority = new Authority(ledger, operators);
  const vault = config.vault && { ...config.vault, region: config.vault.region ?? config.aws.region };
  const listed = [...config.protected.resources.map(listedResource), ...operators.flatMap(signersOf)];
  const protection = openProtection(listed, () => ownResources(clients));
  const clients = createClients(config.aws.region, { ledger, authority, protection, actor }, vault);
  const temporal = new Client({ connection: connection as ConnectionLike, namespace: config.temporal.namespace });
  const stop = new AbortController();
  const activities = createActivities({
    ledger,
    authority,
    clients,
    protection,
    catalogue,
    operators,
    policy,
    // Whatever the environment says, production shows proofs to AWS alone.
    proofsAt: config.mode === 'sandbox' ? (process.env['AWS_ENDPOINT_URL'] ?? null) : null,
    actor,
    parallel: config.parallel,
    outlet: config.notify ? { url: config.notify.url, secret: readSecret(config.notify.secretFile) } : null,
    scope: scopeOf(clients, config.aws.region),
    temporal,
    stopping: stop.signal,
  });
  const { namespace, taskQueue } = config.temporal;
  const isVersioned = config.mode === 'production';
  const version = { deploymentName: taskQueue, buildId };
  const options: WorkerOptions = {
    connection,
    namespace,
    taskQueue,
    ...(isVersioned && { workerDeploymentOptions: pinnedTo(version) }),
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
    newRunsGoTo: async (say) =>
      isVersioned
        ? takeNewRuns(connection.workflowService, namespace, version, { say, stopping: stop.signal })
        : buildId,
    sealing: async (say) => {
      const key = openSigningKey(config.ledger.key);
      const reader = openLedgerReader(config.ledger.path);
      const sealVault = vault ? openSealVault(vault, placeOfLedger(key.id)) : null;
      const every = config.ledger.sealEvery;
      await new Sealing({ ledger, reader, key, actor, vault: sealVault, every, say }).run(stop.signal);
      sealVault?.close();
      reader.close();
    },
    stopping: () => stop.abort(),
    close: async () => {
      stop.abort();
      clients.close();
      await ledger.close();
    },
  };
};

/** The bytes behind a secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. */
const readSecret = (file: string): Uint8Array => {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(readFileSync(file, 'utf8').trim()) ?? [];
  const secret = Buffer.from(base64, 'base64');
  if (secret.length < 24 || secret.length > 64)
    throw new ConfigError(`${file} holds no webhook secret: it is whsec_ and 24 to 64 bytes in base64.`);
  return secret;
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
