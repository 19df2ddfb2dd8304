import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { version } from '../../worker/version.js';
import { buildIdIn, installed } from './fixtures/installed.js';

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
