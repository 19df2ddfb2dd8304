import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../../../sandbox/setup/python.mjs';
import { goVersion } from '../../../sandbox/setup/temporal-build.mjs';

const path = process.env.PATH;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-path-'));
  process.env.PATH = folder;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

function install(name: string, script: string) {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

test('a machine without Python is told how to get one', async () => {
  await expect(findPython()).resolves.toMatchObject({
    why: 'no Python is on PATH',
    fix: expect.stringContaining('install'),
  });
});

test('a Python that is too old is named with its version', async () => {
  install('python3', 'echo 3.9.18 /opt/old/python3');
  await expect(findPython()).resolves.toMatchObject({ why: '/opt/old/python3 is 3.9.18' });
});

test('a Python without venv is named, and a later one that has it is taken', async () => {
  const bare = join(folder, 'python3');
  install('python3', `case "$2" in *ensurepip*) exit 1;; *) echo 3.11.2 ${bare};; esac`);
  await expect(findPython()).resolves.toMatchObject({ why: `${bare} (3.11.2) has no venv` });
  const whole = join(folder, 'python3.12');
  install('python3.12', `echo 3.12.1 ${whole}`);
  await expect(findPython()).resolves.toEqual({ path: whole, version: '3.12.1' });
});

test('Go is asked for its own version', async () => {
  await expect(goVersion()).resolves.toBeNull();
  install('go', 'test "$GOTOOLCHAIN" = local && echo go1.22.1');
  await expect(goVersion()).resolves.toBe('1.22.1');
});
