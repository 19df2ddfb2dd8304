import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Invocation } from '../../cli/command.js';
import { run } from '../../cli/commands/evidence.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import type { EntryBodies } from '../../workflows/contract/entries.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';

const folder = temporaryFolder();
const content = Buffer.from('#!/bin/sh\n');
const sha256 = createHash('sha256').update(content).digest('hex');
const userData = 'user-data/i-1/0123456789abcdef';
const image = "s3://vault/a'b/image#v1";
let document = '';

const collected = (id: string, more: Partial<EntryBodies['evidence']>): EntryBodies['evidence'] => ({
  run: 'run-1',
  step: 'collect/i-1/collect',
  id,
  evidenceKind: 'user-data',
  source: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
  method: 'ec2:DescribeInstanceAttribute',
  location: id,
  state: 'completed',
  collectedAt: '2026-11-22T00:00:00.000Z',
  ...more,
});

beforeAll(async () => {
  writeFileSync(join(folder, 'firebreak.yaml'), 'ledger: { path: ledger.db, key: signing.key }');
  const ledger = await openLedger({ path: join(folder, 'ledger.db'), keyPath: join(folder, 'signing.key') });
  const told = (caseId: string, body: EntryBodies['evidence']) => ledger.append(caseId, 'worker', 'evidence', body);
  document = await ledger.putDocument({
    v: 1,
    mediaType: 'text/plain',
    encoding: 'base64',
    content: content.toString('base64'),
  });
  const bytes = { sha256, bytes: content.length, document: document as `sha256:${string}` };
  await told('case-1', collected(userData, bytes));
  await told('case-2', collected(userData, bytes));
  await told('case-1', collected('snap-0a', { location: 'arn:aws:ec2:eu-west-1::snapshot/snap-0a', state: 'locked' }));
  const place = { bucket: 'vault', key: "a'b/image", versionId: 'v1', lockMode: 'GOVERNANCE', legalHold: 'ON' };
  const hostile = { tool: 'avml\u001b[2J 0.19.0', toolVersion: '0.19.0', trust: 'a host may lie' };
  await told('case-1', collected(image, { sha256, bytes: 10, details: { ...place, ...hostile } }));
  await ledger.append('case-3', 'worker', 'note', { run: 'run-3', text: 'nothing was collected here' });
  await ledger.close();
});

/** Runs one command line; answers what it says, as data and as text. */
const evidence = async (
  positionals: readonly string[],
  options: Readonly<Record<string, string | boolean>> = {},
): Promise<{ readonly code: number; readonly result: unknown; readonly text: string }> => {
  let told = { result: null as unknown, text: '' };
  const given: Readonly<Record<string, string | boolean>> = { config: join(folder, 'firebreak.yaml'), ...options };
  const out = {
    result: (result: unknown, text: () => string) => void (told = { result, text: text() }),
    progress: () => undefined,
    redraw: null,
  };
  const code = await run({
    positionals,
    flag: (name: string) => given[name] === true,
    text: (name: string) => (typeof given[name] === 'string' ? given[name] : undefined),
    texts: () => [],
    out,
    interactive: false,
  } as unknown as Invocation);
  return { code, ...told };
};

describe('evidence list', () => {
  it('is every item of every case, or of one, with what scripts rely on', async () => {
    const { result } = await evidence(['list']);
    expect(result).toHaveLength(4);
    expect((await evidence(['list', 'case-1'])).result).toEqual([
      expect.objectContaining({
        id: userData,
        case: 'case-1',
        run: 'run-1',
        kind: 'user-data',
        source: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
        method: 'ec2:DescribeInstanceAttribute',
        tool: null,
        sha256: `sha256:${sha256}`,
        bytes: 10,
        location: { document },
        lock: null,
        collectedAt: '2026-11-22T00:00:00.000Z',
        state: 'completed',
      }),
      expect.objectContaining({
        id: 'snap-0a',
        sha256: null,
        location: { snapshotId: 'snap-0a', region: 'eu-west-1' },
      }),
      expect.objectContaining({ id: image, location: { bucket: 'vault', key: "a'b/image", versionId: 'v1' } }),
    ]);
  });

  it('is empty for a case in which nothing was collected, and an error for one that is not there', async () => {
    expect(await evidence(['list', 'case-3'])).toMatchObject({ code: 0, result: [], text: 'Nothing was collected.' });
    await expect(evidence(['list', 'case-9'])).rejects.toMatchObject({ exitCode: 4 });
  });

  it('says where there is no manifest yet', async () => {
    expect(await evidence(['list'], { manifest: true })).toMatchObject({ code: 0, result: [] });
  });
});

describe('evidence show', () => {
  it('says of an object how to verify it by hand, in words that a shell takes as one', async () => {
    const { text } = await evidence(['show', image]);
    expect(text).toContain("aws s3api get-object --bucket vault --key 'a'\\''b/image' --version-id v1 evidence.bin");
    expect(text).toContain(`echo '${sha256}  evidence.bin' | sha256sum --check`);
    expect(text).toContain('a host may lie');
  });

  it('asks for the case where two have the same', async () => {
    await expect(evidence(['show', userData])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('case-1, case-2'),
    });
    expect((await evidence(['show', 'case-2', userData])).result).toMatchObject({ id: userData, case: 'case-2' });
    await expect(evidence(['show', 'case-3', userData])).rejects.toMatchObject({ exitCode: 4 });
  });
});

describe('evidence fetch', () => {
  const out = join(folder, 'out');

  it.each([
    ['no item', ['fetch'], { out, purpose: 'x' }],
    ['no folder', ['fetch', image], { purpose: 'x' }],
    ['no purpose', ['fetch', image], { out }],
    ['an empty purpose', ['fetch', image], { out, purpose: ' ' }],
  ])('is refused with %s, before anybody is asked', async (_what, positionals, options) => {
    await expect(evidence(positionals, options)).rejects.toMatchObject({ exitCode: 2 });
    expect(existsSync(out)).toBe(false);
  });

  it('says of a snapshot how to share and copy it instead', async () => {
    await expect(evidence(['fetch', 'snap-0a'], { out, purpose: 'x' })).rejects.toMatchObject({
      exitCode: 3,
      code: 'not-fetchable',
      details: { commands: expect.arrayContaining([expect.stringContaining('modify-snapshot-attribute')]) },
    });
  });
});
