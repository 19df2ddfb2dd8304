import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { passwordFor, passwordIn } from '../../../ledger/postgres/password-file.js';
import { temporaryFolder } from '../fixtures/temporary.js';

const login = { host: 'db.example.com', port: 5432, database: 'firebreak', user: 'firebreak_writer' };

describe('the password of a login', () => {
  test('is that of the first line that fits', () => {
    const lines = [
      '# db.example.com:5432:firebreak:firebreak_writer:a comment',
      'db.example.com:5432:other:firebreak_writer:of another database',
      'db.example.com:*:firebreak:firebreak_writer:fits',
      '*:*:*:*:fits everybody',
    ].join('\n');
    expect(passwordIn(lines, login)).toBe('fits');
    expect(passwordIn(lines, { ...login, user: 'firebreak_reader' })).toBe('fits everybody');
    expect(passwordIn('db.example.com:5433:firebreak:firebreak_writer:x', login)).toBeNull();
    expect(passwordIn('', login)).toBeNull();
  });

  test('has colons and backslashes as they are written: with a backslash, in a password also without', () => {
    expect(passwordIn('*:*:fire\\:break:*:a\\:b\\\\c', { ...login, database: 'fire:break' })).toBe('a:b\\c');
    expect(passwordIn('*:*:*:*:a:b\r\n', login)).toBe('a:b');
  });

  test('is found for a socket under localhost', () => {
    expect(passwordIn('localhost:*:*:*:x', { ...login, host: '/var/run/postgresql' })).toBe('x');
  });
});

describe('the file', () => {
  const file = join(temporaryFolder(), 'pgpass');
  const before = process.env['PGPASSFILE'];
  afterEach(() => {
    if (before === undefined) delete process.env['PGPASSFILE'];
    else process.env['PGPASSFILE'] = before;
  });

  test('is read anew each time; what is missing is said, with what to do', async () => {
    process.env['PGPASSFILE'] = file;
    await expect(passwordFor(login)).rejects.toThrow(/wants a password for firebreak_writer, and there is none/);
    writeFileSync(file, '*:*:*:firebreak_writer:one\n', { mode: 0o600 });
    expect(await passwordFor(login)).toBe('one');
    writeFileSync(file, '*:*:*:firebreak_writer:two\n');
    expect(await passwordFor(login)).toBe('two');
    await expect(passwordFor({ ...login, user: 'alex' })).rejects.toThrow(/no line of .*pgpass fits/);
  });

  test('is not believed when others can read it', async () => {
    process.env['PGPASSFILE'] = file;
    chmodSync(file, 0o644);
    await expect(passwordFor(login)).rejects.toThrow(/chmod 600/);
  });
});
