import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openReader } from '../../ledger/open.js';
import { until } from '../support/aws.js';
import { startPostgres, whyNoPostgres, type Postgres } from '../support/postgres.js';
import { patience } from '../support/stack/sandbox.js';
import { Stack } from '../support/stack.js';
import { expectOnce } from './outcome.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(240_000);

const isHere = whyNoPostgres() === null;
let postgres: Postgres;
let stack: Stack;
let place: { readonly url: string; readonly readUrl: string };
beforeAll(async () => {
  if (!isHere) return;
  [postgres, stack] = await Promise.all([startPostgres(), Stack.start()]);
  const url = await postgres.database();
  // Before the tables are made, which gives this role what it may do.
  await postgres.query(url, 'CREATE ROLE firebreak_reader LOGIN');
  place = { url, readUrl: url.replace('//super@', '//firebreak_reader@') };
  await stack.moveLedger(place);
  await stack.admin.set({ snapshotMs: 0 });
});
afterAll(async () => {
  await stack?.stop();
  await postgres?.stop();
});

const workerLog = (): string => readFileSync(join(stack.home, 'logs', 'worker.log'), 'utf8');

(isHere ? describe : describe.skip)('a ledger in PostgreSQL', () => {
  it('holds a run from its request to its seal, and commands read it by a role that may only read', async () => {
    const [instance, mark] = [await stack.instance(), await stack.mark()];
    const run = await stack.contain(instance.id);
    await expectOnce(stack, { run: run.id, instance, mark });
    await until('its seal', async () => (await stack.entries(run.id, 'seal')).at(0), patience);
    expect(await stack.ask('show', run.id)).toMatchObject({ id: run.id, state: 'completed' });
    const exported = await stack.cli('audit', 'export', run.case);
    const entries = await stack.reading.entries(run.case);
    expect(exported.stdout.trim().split('\n').slice(0, entries.length)).toEqual(
      await stack.reading.ledger.texts(run.case, 0, entries.length),
    );
    const file = await openReader({ path: stack.status().ledger.path });
    expect(await file.runs()).toEqual([]);
    await file.close();
  });

  it('that is killed in the middle of a run and comes back: the run waits, that is said, and it ends as it would have', async () => {
    const [instance, mark] = [await stack.instance(), await stack.mark()];
    const fault = await stack.admin.addFault({
      match: { operation: 'ModifyNetworkInterfaceAttribute' },
      kind: 'hang-after-effect',
    });
    const run = await stack.contain(instance.id);
    await stack.admin.untilHit(fault.id);
    await postgres.kill();
    await stack.admin.clearFaults();
    const name = new URL(place.url).host;
    const told = await stack.cli('show', run.id, '--json');
    expect(told.code).toBe(5);
    expect(told.json()).toMatchObject({
      error: { code: 'ledger-unavailable', message: expect.stringContaining(`the ledger ${name}/`) },
    });
    await until('the worker to say so', async () => workerLog().includes(`the ledger ${name}/`) || undefined, patience);
    await postgres.start();
    await expectOnce(stack, { run: run.id, instance, mark });
  });
});
