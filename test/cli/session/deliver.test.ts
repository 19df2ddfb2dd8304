import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { exit } from '../../../cli/errors.js';
import { deliver, type Place } from '../../../cli/session/deliver.js';
import { openReading } from '../../../cli/session/reading.js';
import type { Reading } from '../../../cli/session/session.js';
import { loadConfig } from '../../../worker/config.js';
import { until } from '../../support/aws.js';
import { Lab } from '../../workflows/fixtures/lab.js';

let lab: Lab;
let ledger: Reading;
beforeAll(async () => {
  lab = await Lab.open();
  ledger = await openReading({ path: join(lab.folder, 'ledger.db') });
}, 60_000);
afterAll(async () => {
  await ledger.ledger.close();
  await lab.close();
});

/** The real client, but how a workflow ended is told no sooner than `told`. */
const slow = (client: Client, told: () => Promise<unknown>): Client => {
  const start: Client['workflow']['start'] = async (...given) => {
    const handle = await client.workflow.start(...given);
    const result = async () => (await told(), handle.result());
    return Object.create(handle, { result: { value: result } }) as typeof handle;
  };
  const workflow = Object.create(client.workflow, { start: { value: start } }) as Client['workflow'];
  return Object.create(client, { workflow: { value: workflow } }) as Client;
};

it('says that a release came to nothing when the run was released before, also while Temporal has not told yet', async () => {
  const run = await lab.launch('slow answer');
  await lab.approve(run);
  expect(await lab.ended(run)).toBe('completed');
  const first = await lab.release(run);
  await lab.approve(run);
  expect(await lab.closed(first)).toBe('released');

  let looked = false;
  const isOver = async (): Promise<boolean> => {
    const { release, endedAt } = await lab.view(run);
    return release === 'release-2' && endedAt !== null;
  };
  const reading: Reading = {
    ...ledger,
    run: async (id) => {
      const over = await isOver();
      const view = await ledger.run(id);
      looked ||= over;
      return view;
    },
  };
  const client = slow(lab.env.client, () => until('a look at the end on record', async () => looked || undefined));
  const temporal: Place['temporal'] = { client: async () => client, close: async () => undefined };
  const file = join(lab.folder, 'firebreak.yaml');
  writeFileSync(file, JSON.stringify({ temporal: { address: lab.env.address, taskQueue: lab.taskQueue } }));
  const place = { config: loadConfig(file), reading, temporal };

  await expect(deliver(place, lab.releaseRequest(run))).rejects.toMatchObject({
    exitCode: exit.refused,
    message: expect.stringContaining('nothing that is still to be put back'),
  });
});
