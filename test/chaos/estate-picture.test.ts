import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from '@jest/globals';
import { estatePicture } from '../../bench/chaos/estate-picture.js';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-picture-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is seen of one row of a world. */
const seen = (id: string, value: string): readonly string[] => {
  const name = `world-${Math.random()}`;
  mkdirSync(join(folder, 'saved', name), { recursive: true });
  const database = new DatabaseSync(join(folder, 'saved', name, 'world.sqlite'));
  database.exec('CREATE TABLE rows (tbl TEXT, id TEXT, value TEXT)');
  database.prepare('INSERT INTO rows VALUES (?, ?, ?)').run('autoscaling.activities', id, value);
  database.close();
  return estatePicture(folder, name);
};

it.each([
  ['UUIDs', '54051c3c-f26c-4cbb-a1b2-0123456789ab', '54051c3c-f26c-4cbb-aaae-0123456789ab'],
  ['ids of AWS', 'i-0123456789abcdef0', 'i-0fedcba9876543210'],
  ['moments', '2026-11-23T08:00:00Z', '2026-11-23T09:30:00.123Z'],
  ['addresses', '10.40.1.2', '10.40.16.77'],
])('%s do not tell two estates apart', (_, one, other) => {
  expect(seen(one, `{"a":"${one}"}`)).toEqual(seen(other, `{"a":"${other}"}`));
});

it('everything else does', () => {
  expect(seen('one', '{"status":"Successful"}')).not.toEqual(seen('one', '{"status":"Failed"}'));
});
