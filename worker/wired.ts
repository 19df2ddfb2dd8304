import { readFileSync } from 'node:fs';
import { Client, type ConnectionLike } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { AnyAction } from '../activities/action.js';
import { createClients } from '../activities/aws/clients.js';
import { openSealVault } from '../activities/aws/seal-vault.js';
import { examine } from '../activities/engine/examination.js';
import { createActivities } from '../activities/index.js';
import { ownResources } from '../activities/self-protection/own-resources.js';
import { listedResource, openProtection, signersOf, signingKeyOf } from '../activities/self-protection/protection.js';
import { Authority } from '../ledger/authority.js';
import type { Ledger } from '../ledger/ledger.js';
import { openReader } from '../ledger/open.js';
import { placeOfLedger } from '../ledger/seals/seal.js';
import { ConfigError, type Config } from './config.js';
import { pinnedTo, takeNewRuns } from './deployment.js';
import type { Firebreak } from './firebreak.js';
import { untilRetired } from './key-watch.js';
import type { LedgerSigner } from './ledger-signer.js';
import { scopeOf } from './own-scope.js';
import { lookingPermissions } from './permissions.js';
import { Sealing } from './sealing.js';
import { recordStart } from './start-record.js';
import type { WorkflowCode } from './workflow-code.js';

/** What it works on. */
type Work = {
  readonly catalogue: readonly AnyAction[];
  readonly workflows: WorkflowCode;
  readonly buildId: string;
};

/** The open ledger of a worker, and in whose name and by which key it writes there. */
type Opened = {
  readonly ledger: Ledger;
  readonly signer: LedgerSigner;
  readonly actor: string;
};

/** Wires everything that stands on the open ledger; what it opens itself, it closes. */
export const wired = async (
  config: Config,
  connection: NativeConnection,
  { catalogue, workflows, buildId }: Work,
  { ledger, signer, actor }: Opened,
): Promise<Firebreak> => {
  const reader = await openReader(config.ledger);
  const { operators, policy } = config;
  const authority = new Authority(ledger, operators);
  const vault = config.vault && { ...config.vault, region: config.vault.region ?? config.aws.region };
  const listed = [
    ...config.protected.resources.map(listedResource),
    ...operators.flatMap(signersOf),
    ...(config.ledger.kms ? signingKeyOf(config.ledger.kms) : []),
  ];
  const protection = openProtection(listed, () => ownResources(clients));
  const { region, roleArn, externalId } = config.aws;
  const role = roleArn ? { roleArn, externalId, looking: lookingPermissions } : undefined;
  const clients = createClients(region, { ledger, authority, protection, actor }, { vault, role });
  const temporal = new Client({ connection: connection as ConnectionLike, namespace: config.temporal.namespace });
  const stop = new AbortController();
  const scope = scopeOf(clients, region);
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
    scope,
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
    ...workflows,
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
      const sealVault = vault ? openSealVault(vault, placeOfLedger(signer.id)) : null;
      const every = config.ledger.sealEvery;
      await new Sealing({ ledger, reader, key: signer, actor, vault: sealVault, every, say }).run(stop.signal);
      sealVault?.close();
    },
    examined: async (say) => {
      if (!vault) return;
      const { aws, vault: found } = await examine({ ledger, clients, actor, scope });
      if ('problem' in aws) say(`Where the vault is could not be examined: ${aws.problem}`);
      if (found?.isInAttackedAccount)
        say(`THE VAULT IS IN ${found.account}, THE ACCOUNT UNDER ATTACK: evidence and seals are not safe there.`);
    },
    started: () => recordStart({ ledger, actor, buildId, key: signer.id, config }),
    retired: () => untilRetired(reader, signer.publicKey, stop.signal),
    stopping: () => stop.abort(),
    close: async () => {
      stop.abort();
      clients.close();
      // The reader first: what SQLite still has beside its file is folded into it by the last to close, if that one writes.
      await reader.close();
      await ledger.close();
      signer.close();
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
