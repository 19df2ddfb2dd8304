import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { version } from '../../worker/version.js';

const ROOT = resolve(import.meta.dirname, '..', '..');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The code as it is compiled, installed in a folder of its own. */
const installed = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-installed-'));
  folders.push(folder);
  const parts = ['activities', 'ledger', 'worker', 'workflows'].map((room) => join('dist', room));
  for (const part of [...parts, 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  return folder;
};

const buildIdIn = (folder: string): string => {
  const url = pathToFileURL(join(folder, 'dist', 'worker', 'build-id.js')).href;
  const program = `import { buildId } from '${url}'; process.stdout.write(buildId());`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
};

describe('the build id', () => {
  it('is the version and a hash, the same wherever the same code is installed', () => {
    const id = buildIdIn(installed());
    expect(id).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{12}$/);
    expect(id.startsWith(`${version()}-`)).toBe(true);
    expect(buildIdIn(installed())).toBe(id);
  });

  it.each([
    'dist/workflows/playbooks/registry.js',
    'dist/activities/ec2/isolate-instance.js',
    'dist/ledger/authority.js',
    'dist/worker/create-worker.js',
    'package-lock.json',
  ])('is another one when %s changes', (file) => {
    const folder = installed();
    const id = buildIdIn(folder);
    appendFileSync(join(folder, file), '\n');
    expect(buildIdIn(folder)).not.toBe(id);
  });
});
