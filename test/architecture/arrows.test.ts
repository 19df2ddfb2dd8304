import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** One import in a file of a room, and whether the house allows it. */
type Case = readonly [file: string, line: string];

const forbidden: readonly Case[] = [
  ['workflows/contract/x.ts', "import { z } from 'zod'"],
  ['workflows/contract/x.ts', "import type { T } from '../engine/gates.js'"],
  ['workflows/contract/x.ts', "import { ApplicationFailure } from '@temporalio/common'"],
  ['workflows/engine/x.ts', "import { readFileSync } from 'node:fs'"],
  ['workflows/engine/x.ts', "import { pause } from 'node:timers/promises'"],
  ['workflows/engine/x.ts', "import { EC2 } from '@aws-sdk/client-ec2'"],
  ['workflows/engine/x.ts', "import { z } from 'zod'"],
  ['workflows/engine/x.ts', "import { Context } from '@temporalio/activity'"],
  ['workflows/engine/x.ts', "import { createActivities } from '../../activities/index.js'"],
  ['workflows/engine/x.ts', "import { hashOf } from '../../ledger/canonical.js'"],
  ['workflows/playbooks/x.ts', "import type { Config } from '../../worker/config.js'"],
  ['workflows/index.ts', "export { createActivities } from '../activities/index.js'"],
  ['ledger/x.ts', "import type { Aws } from '../activities/aws/aws.js'"],
  ['ledger/sqlite/x.ts', "import { Gates } from '../../workflows/engine/gates.js'"],
  ['ledger/x.ts', "import { Client } from '@temporalio/client'"],
  ['ledger/x.ts', "import { parse } from 'yaml'"],
  ['ledger/x.ts', "const cli = await import('../cli/main.js')"],
  ['ledger/x.ts', "import pg from 'pg'"],
  ['ledger/postgres/x.ts', "import { z } from 'zod'"],
  ['ledger/postgres/x.ts', "import { loadConfig } from '../../worker/config.js'"],
  ['activities/ec2/x.ts', "import { loadConfig } from '../../worker/config.js'"],
  ['activities/ec2/x.ts', "import { playbooks } from '../../workflows/playbooks/registry.js'"],
  ['activities/ec2/x.ts', "import { proxyActivities } from '@temporalio/workflow'"],
  ['activities/ec2/x.ts', "import { up } from '../../sandbox/stack/up.js'"],
  ['worker/x.ts', "import { main } from '../cli/main.js'"],
  ['worker/x.ts', "import { up } from '../sandbox/stack/up.js'"],
  ['worker/x.ts', "import { runPlaybook } from '../workflows/index.js'"],
  ['sandbox/stack/x.ts', "import { main } from '../../cli/main.js'"],
  ['sandbox/stack/x.ts', "import { catalogue } from '../../activities/catalogue.js'"],
  ['sandbox/stack/x.ts', "import { makeRunPlaybook } from '../../workflows/engine/run-playbook.js'"],
  ['cli/commands/x.ts', "import { makeRunPlaybook } from '../../workflows/engine/run-playbook.js'"],
  ['cli/commands/x.ts', "import { print } from '../../bench/report.js'"],
  ['cli/commands/x.ts', "import { startAws } from '../../test/support/aws.js'"],
  ['worker/x.ts', "import { startAws } from '../test/support/aws.js'"],
  ['bench/x.ts', "import { startAws } from '../test/support/aws.js'"],
];

const allowed: readonly Case[] = [
  ['workflows/contract/x.ts', "import type { Json } from './json.js'"],
  ['workflows/engine/x.ts', "import type { Json } from '../contract/json.js'"],
  ['workflows/engine/x.ts', "import type { AnyAction } from '../../activities/action.js'"],
  ['workflows/engine/x.ts', "import { condition } from '@temporalio/workflow'"],
  ['ledger/x.ts', "import type { Json } from '../workflows/contract/json.js'"],
  ['ledger/x.ts', "import { createHash } from 'node:crypto'"],
  ['ledger/postgres/x.ts', "import pg from 'pg'"],
  ['activities/ec2/x.ts', "import { hashOf } from '../../ledger/canonical.js'"],
  ['activities/ec2/x.ts', "import { EC2 } from '@aws-sdk/client-ec2'"],
  ['activities/ec2/x.ts', "import { pause } from 'node:timers/promises'"],
  ['worker/x.ts', "import { createActivities } from '../activities/index.js'"],
  ['sandbox/stack/x.ts', "import { loadConfig } from '../../worker/config.js'"],
  ['sandbox/estate/x.ts', "import { vaultProperties } from '../../worker/vault/vault.js'"],
  ['cli/commands/x.ts', "import { playbooks } from '../../workflows/playbooks/registry.js'"],
  ['cli/commands/x.ts', "const worker = await import('../../worker/main.js')"],
];

describe('the import arrows', () => {
  // The house's own lint settings, in a house of their own: one file for each import.
  const house = mkdtempSync(join(tmpdir(), 'firebreak-house-'));
  const complaints = new Map<string, readonly string[]>();
  const place = ([file, line]: Case): string =>
    file.replace(
      /[^/]+\.ts$/,
      `case-${[...forbidden, ...allowed].findIndex((one) => one[0] === file && one[1] === line)}.ts`,
    );

  beforeAll(async () => {
    cpSync(join(ROOT, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
    for (const one of [...forbidden, ...allowed]) {
      const path = join(house, place(one));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${one[1]};\n`);
    }
    for (const { filename, code } of await lint(house))
      complaints.set(filename, [...(complaints.get(filename) ?? []), code]);
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  const arrows = (one: Case): readonly string[] =>
    (complaints.get(place(one)) ?? []).filter((code) => code.includes('no-restricted-imports'));

  it.each(forbidden)('keep out of %s: %s', (file, line) => {
    expect(arrows([file, line])).toHaveLength(1);
  });

  it.each(allowed)('let into %s: %s', (file, line) => {
    expect(arrows([file, line])).toEqual([]);
  });

  it('hold in the tree as it is', async () => {
    const found = (await lint(ROOT)).filter(({ code }) => code.includes('no-restricted-imports'));
    expect(found).toEqual([]);
  });
});

type Complaint = { readonly code: string; readonly filename: string };

const lint = (folder: string): Promise<readonly Complaint[]> =>
  new Promise((done, fail) => {
    const program = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    execFile(
      process.execPath,
      [program, '--format', 'json'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      // It exits 1 when it found something: what it printed counts.
      (error, stdout, stderr) => {
        try {
          done((JSON.parse(stdout) as { readonly diagnostics: readonly Complaint[] }).diagnostics);
        } catch {
          fail(new Error(`oxlint did not lint ${folder}: ${stderr || stdout || (error?.message ?? '')}`));
        }
      },
    );
  });
