import { hostname } from 'node:os';
import { hashOf } from '../ledger/canonical.js';
import type { Ledger } from '../ledger/ledger.js';
import { deploymentChain } from '../workflows/contract/deployment.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import { ConfigError, type Config } from './config.js';
import { version } from './version.js';

/** A worker as it starts. */
export type Starting = {
  readonly ledger: Ledger;
  readonly actor: string;
  readonly buildId: string;
  /** The id of the key that it signs with. */
  readonly key: string;
  readonly config: Config;
};

/** Puts on record that a worker starts, with what, and whether that is another policy than the newest one on record. */
export const recordStart = async ({ ledger, actor, buildId, key, config }: Starting): Promise<void> => {
  const { origins: _origins, file: _file, ...settings } = config;
  const policy = await ledger.putDocument(plain(config.policy));
  const before = await newestPolicy(ledger);
  const say = (body: Parameters<typeof ledger.append<'deployment'>>[3]) =>
    ledger.append(deploymentChain, actor, 'deployment', body);
  if (before !== null && before !== policy)
    await say({ run: deploymentChain, event: 'policy-changed', before, after: policy });
  await say({
    run: deploymentChain,
    event: 'worker-started',
    version: version(),
    buildId,
    host: hostname(),
    key,
    config: hashOf(plain(settings)),
    policy,
  });
};

/** Puts on record why a worker does not start; what is no fault of its configuration is not its word to say. */
export const recordRefusal = async (ledger: Ledger, actor: string, error: unknown): Promise<void> => {
  if (!(error instanceof ConfigError)) return;
  const body = { run: deploymentChain, event: 'start-refused', code: 'config', reason: error.message } as const;
  await ledger.append(deploymentChain, actor, 'deployment', body);
};

const newestPolicy = async (ledger: Ledger): Promise<Hash | null> => {
  const entries = await ledger.entries(deploymentChain, { kinds: ['deployment'] });
  const policies = entries.flatMap(({ body }) => {
    if (!('event' in body)) return [];
    if (body.event === 'policy-changed') return body.after;
    return body.event === 'worker-started' ? body.policy : [];
  });
  return policies.at(-1) ?? null;
};

// As it would be written down: without what is not set.
const plain = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;
