import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { healthOf } from '../../../cli/session/health.js';
import { waitingForLedger } from '../../../cli/session/ledger-waits.js';
import type { lazyTemporal } from '../../../cli/session/temporal.js';
import { loadConfig } from '../../../worker/config.js';
import { until } from '../../support/aws.js';
import { Lab } from '../../workflows/fixtures/lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
}, 60_000);
afterAll(() => lab.close());

it('shows that runs wait while the ledger takes nothing, and that Temporal and worker are there', async () => {
  const file = join(lab.folder, 'firebreak.yaml');
  const temporal = { address: lab.env.address, taskQueue: lab.taskQueue };
  writeFileSync(file, JSON.stringify({ temporal, ledger: { path: 'ledger.db', key: 'signing.key' } }));
  const config = loadConfig(file);
  const client = async () => lab.env.client;
  const place: ReturnType<typeof lazyTemporal> = { client, close: async () => undefined };
  const health = healthOf({ config, temporal: place });
  await lab.launch('a wall');
  expect(await health()).toMatchObject({ temporal: true, worker: true, ledger: true });

  await lab.ledger.close();
  const run = lab.newRun({ things: 'another wall' });
  await lab.start(run, lab.request(run));
  const waiting = await until('a run that waits for the ledger', async () => {
    const found = await waitingForLedger(lab.env.client, config.temporal);
    return found.length > 0 ? found : undefined;
  });
  expect(waiting).toEqual([run.id]);
  expect(await health()).toMatchObject({ temporal: true, worker: true, ledger: false });
});
