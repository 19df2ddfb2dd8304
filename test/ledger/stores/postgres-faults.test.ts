import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { Ledger } from '../../../ledger/ledger.js';
import { trustedKeys } from '../../../ledger/rotation/trusted-keys.js';
import { verifyStored } from '../../../ledger/verify-stored.js';
import { startPostgres, whyNoPostgres } from '../../support/postgres.js';
import type { Postgres } from '../../support/postgres.js';
import { temporaryFolder } from '../fixtures/temporary.js';
import { intent, note } from './bodies.js';
import { openAt, readAt } from './open-at.js';
import { verifyAt } from './tampering.js';
import { startWire } from './wire.js';
import type { Moment, Wire } from './wire.js';

const suite = whyNoPostgres() === null ? describe : describe.skip;

// A connection, its server process and the whole server lost at every point of a write. On a server of its own: after a
// kill it looks at every file of every database before it answers.
suite('a ledger in PostgreSQL that is lost', () => {
  const keyPath = join(temporaryFolder(), 'ledger.key');
  let server: Postgres;
  let place: string;
  let wire: Wire;
  let ledger: Ledger;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres();
    place = await server.database();
    wire = await startWire(place);
    ledger = await openAt(wire.to(place), keyPath);
  });
  afterAll(async () => {
    await ledger.close();
    await wire.close();
    await server.stop();
  });

  const terminate = async (): Promise<void> => {
    const sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'firebreak'";
    await server.query(place, sql);
  };
  const restart = async (): Promise<void> => {
    await server.kill();
    await server.start();
  };

  /** What `write` asks of the server, in order. */
  const requestsOf = async (write: () => Promise<unknown>): Promise<readonly string[]> => {
    void wire.cut(Infinity, 'before');
    await write();
    return wire.asked();
  };
  const appendOnce = (number: number) =>
    ledger.appendOnce('case-1', 'worker', 'note', note(`${number}`), `key-${number}`);

  /** Writes while the wire is cut there; it must fail, and the second try finds out what became of it. */
  const writeThrough = async (at: number, moment: Moment, isLast: boolean, act?: () => Promise<unknown>) => {
    made += 1;
    const acted = wire.cut(at, moment, act);
    await expect(appendOnce(made)).rejects.toMatchObject({ name: 'LedgerUnavailableError' });
    await acted;
    const repeated = isLast && moment === 'after';
    expect(await appendOnce(made)).toMatchObject({ repeated, entry: { seq: made, body: { text: `${made}` } } });
    expect(await appendOnce(made)).toMatchObject({ repeated: true });
    expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: made });
  };

  test.each<[string, string, (() => Promise<unknown>) | undefined]>([
    ['a connection lost', 'BEGIN', undefined],
    ['a server process ended', 'INSERT INTO firebreak.entries', terminate],
    ['a server killed and started again', 'INSERT INTO firebreak.heads', restart],
  ])('%s at every point of a write from %s on: nothing is lost, nothing doubled', async (_, from, act) => {
    made += 1;
    const asked = await requestsOf(() => appendOnce(made));
    expect(asked.at(-1)).toContain('COMMIT');
    // A new connection has statements parsed again: their texts are in what it asks first.
    const first = asked.findIndex((request) => request.includes(from));
    for (let at = Math.max(first, 0); at < asked.length; at += 1)
      for (const moment of ['before', 'after'] as const) await writeThrough(at, moment, at === asked.length - 1, act);
    expect(first).not.toBe(-1);
  });

  test('an intent whose COMMIT was not answered is found by the next attempt, and fences the same one', async () => {
    const intend = (attempt: number, call?: string) => ledger.intend('case-2', 'worker', intent(attempt, call));
    const last = (await requestsOf(() => intend(1, 'other'))).length - 1;
    void wire.cut(last, 'after');
    await expect(intend(1)).rejects.toMatchObject({ name: 'LedgerUnavailableError' });
    expect(wire.asked().at(-1)).toContain('COMMIT');
    await expect(intend(1)).rejects.toMatchObject({ name: 'FencedError', by: 1 });
    const second = await intend(2);
    expect(second).toMatchObject({ older: { body: { attempt: 1 } }, entry: { body: { reconciles: 1 } } });
    void wire.cut(last, 'before');
    await expect(intend(3)).rejects.toMatchObject({ name: 'LedgerUnavailableError' });
    expect((await intend(3)).older).toEqual(second.entry);
  });

  test('while the server is away everything says so, and goes on by itself when it is back', async () => {
    const reader = await readAt(place);
    await server.kill();
    const away = { name: 'LedgerUnavailableError', code: 'failed' };
    await expect(ledger.append('case-3', 'worker', 'note', note('1'))).rejects.toMatchObject(away);
    await expect(ledger.entries('case-3')).rejects.toMatchObject(away);
    await expect(reader.version()).rejects.toMatchObject(away);
    await expect(openAt(place, keyPath)).rejects.toMatchObject(away);
    await server.start();
    await ledger.append('case-3', 'worker', 'note', note('1'));
    expect(await reader.entries('case-3')).toHaveLength(1);
    await reader.close();
  });

  test('a server killed under sixteen cases loses nothing that was acknowledged', async () => {
    const cases = Array.from({ length: 16 }, (_, at) => `case-many-${at}`);
    const acknowledged = new Set<string>();
    let failed = 0;
    let killed: Promise<void> | null = null;
    await Promise.all(
      cases.map(async (caseId) => {
        for (let at = 0; at < 12; at += 1)
          try {
            const { hash } = await ledger.append(caseId, 'worker', 'note', note(`${at}`));
            acknowledged.add(hash);
            if (acknowledged.size >= 50) killed ??= restart();
          } catch {
            failed += 1;
            await killed;
          }
      }),
    );
    expect(failed).toBeGreaterThan(0);
    const reader = await readAt(place);
    const { keys } = await trustedKeys(reader, keyPath);
    for (const caseId of cases) {
      expect(await verifyStored(reader, caseId, keys)).toMatchObject({ ok: true });
      for (const { hash } of await reader.entries(caseId)) acknowledged.delete(hash);
    }
    await reader.close();
    expect([...acknowledged]).toEqual([]);
  });
});
