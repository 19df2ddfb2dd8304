import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../ledger/canonical.js';
import type { Ledger } from '../../ledger/ledger.js';
import { openLedger, openReader } from '../../ledger/open.js';
import { rotateFileKey } from '../../ledger/rotation/rotate-file-key.js';
import { keyIn, newKey } from '../ledger/fixtures/chain.js';
import { forgedRetirement } from '../ledger/fixtures/forged-retirement.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';
import { ConfigError, loadConfig, type Config } from '../../worker/config.js';
import { untilRetired } from '../../worker/key-watch.js';
import { recordRefusal, recordStart } from '../../worker/start-record.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { Json } from '../../workflows/contract/json.js';
import { openLedgerFile } from '../support/ledger-file.js';

const root = temporaryFolder();
let folder: string;
let ledger: Ledger;
const configured = (need: string): Config => {
  const file = join(folder, 'firebreak.yaml');
  const policy = { rules: [{ name: 'everything', need }] };
  writeFileSync(file, JSON.stringify({ ledger: { path: 'ledger.db', key: 'signing.key' }, policy }));
  return loadConfig(file);
};
const starting = (config: Config) => ({
  ledger,
  actor: 'worker:1',
  buildId: '1',
  key: keyIn(config.ledger.key).id,
  config,
});
const recorded = async (): Promise<readonly Json[]> =>
  (await ledger.entries(deploymentChain)).map(({ body }) => body as unknown as Json);

beforeEach(async () => {
  folder = mkdtempSync(join(root, 'deployment-'));
  ledger = await openLedger({ path: join(folder, 'ledger.db') }, { keyPath: join(folder, 'signing.key') });
});
afterEach(() => ledger.close());

test('a worker that starts is on record, with its code, key, configuration and policy', async () => {
  const config = configured('1 of ir-lead');
  await recordStart(starting(config));
  const [body] = await recorded();
  expect(body).toMatchObject({
    run: deploymentChain,
    event: 'worker-started',
    buildId: '1',
    key: keyIn(config.ledger.key).id,
    policy: hashOf(config.policy as unknown as Json),
  });
  expect(await ledger.getDocument(hashOf(config.policy as unknown as Json))).toEqual(config.policy);
});

test('another policy than the newest on record is an entry of its own, and the same one is none', async () => {
  const [first, second] = [configured('1 of ir-lead'), configured('2 of ir-lead')];
  for (const config of [first, first, second, second, first]) await recordStart(starting(config));
  const [before, after] = [first, second].map(({ policy }) => hashOf(policy as unknown as Json));
  expect((await recorded()).filter((body) => JSON.stringify(body).includes('policy-changed'))).toEqual([
    { run: deploymentChain, event: 'policy-changed', before, after },
    { run: deploymentChain, event: 'policy-changed', before: after, after: before },
  ]);
});

test('a configuration that may not start is on record, and what is no word of ours is not', async () => {
  await recordRefusal(ledger, 'worker:1', new ConfigError('hook.secret holds no webhook secret.'));
  await recordRefusal(ledger, 'worker:1', new Error('connect ECONNREFUSED'));
  expect(await recorded()).toEqual([
    { run: deploymentChain, event: 'start-refused', code: 'config', reason: 'hook.secret holds no webhook secret.' },
  ]);
});

test('a worker hears that its key was retired, and one that is stopped hears nothing', async () => {
  const config = configured('1 of ir-lead');
  await recordStart(starting(config));
  const reader = await openReader(config.ledger);
  const stop = new AbortController();
  const { publicKey } = keyIn(config.ledger.key);
  const [heard, unheard] = [
    untilRetired(reader, publicKey, new AbortController().signal),
    untilRetired(reader, newKey().publicKey, stop.signal),
  ];
  const { to } = await rotateFileKey({ place: config.ledger, keyPath: config.ledger.key, actor: 'lead' });
  expect(await heard).toBe(to);
  stop.abort();
  expect(await unheard).toBeNull();
  await reader.close();
});

test('a worker is not ended by a row that neither key has signed, and hears what comes when that is gone', async () => {
  const config = configured('1 of ir-lead');
  await recordStart(starting(config));
  const { path } = config.ledger as { readonly path: string };
  const alter = (sql: string): void => {
    const db = openLedgerFile(path);
    db.exec(sql);
    db.close();
  };
  const { id, publicKey } = keyIn(config.ledger.key);
  const put = (seq: number, text: string): string =>
    `INSERT INTO entries (case_id, seq, kind, run, text) VALUES ('${deploymentChain}', ${seq}, 'deployment', '${deploymentChain}', '${text}')`;
  const { seq: before = 0 } = (await ledger.entries(deploymentChain)).at(-1) ?? {};
  alter(`${put(before + 1, forgedRetirement(id))}; ${put(before + 2, 'no entry')}; UPDATE heads SET seq = seq + 2`);
  const reader = await openReader(config.ledger);
  let looks = 0;
  let looked = (): void => undefined;
  const seen = new Promise<void>((resolve) => (looked = resolve));
  const watched = {
    head: (caseId: string) => reader.head(caseId),
    texts: async (...asked: Parameters<typeof reader.texts>) => {
      const texts = await reader.texts(...asked);
      looks += 1;
      looked();
      return texts;
    },
  };
  let told: string | null = null;
  const heard = untilRetired(watched, publicKey, new AbortController().signal).then((to) => (told = to));
  await seen;
  expect({ told, looks }).toEqual({ told: null, looks: 1 });
  alter(`DELETE FROM entries WHERE seq > ${before}; UPDATE heads SET seq = seq - 2`);
  const { to } = await rotateFileKey({ place: config.ledger, keyPath: config.ledger.key, actor: 'lead' });
  expect(await heard).toBe(to);
  await reader.close();
});
