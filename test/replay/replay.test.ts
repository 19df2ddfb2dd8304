import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { playbooks } from '../../workflows/playbooks/registry.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { shippedWorkflows } from './fixtures/shipped.js';

const folder = join(import.meta.dirname, 'histories');
const quiet = new DefaultLogger('ERROR', () => undefined);
installQuietRuntime();

type Told = { readonly workflowId: string; readonly history: unknown };
type Replayed = { readonly workflowId: string; readonly error: Error | undefined };

const recorded = new Map<string, readonly Told[]>(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Told[]]),
);

const typeOf = ({ history }: Told): string =>
  (history as { events: readonly { workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[] })
    .events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name ?? '';

// The first thing that a workflow is told, as it was told: the request for a run names its playbook.
const playbookOf = ({ history }: Told): string | undefined => {
  const { events } = history as {
    events: readonly {
      workflowExecutionStartedEventAttributes?: { input?: { payloads?: readonly { data: string }[] } };
    }[];
  };
  const data = events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data ?? '';
  return /"playbook":"([a-z-]+)"/.exec(Buffer.from(data, 'base64').toString())?.[1];
};

const replay = async (code: string, told: readonly Told[]): Promise<readonly Replayed[]> => {
  const results: Replayed[] = [];
  // It yields what failed among its results, and throws nothing: each result must be looked at.
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: { code } }, told))
    results.push({ workflowId, error });
  return results;
};

describe('the workflows that ship', () => {
  let shipped: string;
  let changed: string;
  beforeAll(async () => {
    const bundle = async (workflowsPath: string) => (await bundleWorkflowCode({ workflowsPath, logger: quiet })).code;
    shipped = await bundle(shippedWorkflows);
    changed = await bundle(resolve(import.meta.dirname, 'fixtures', 'changed-workflows.ts'));
  });

  it('have recorded histories of every kind that outlives a deploy', () => {
    const types = new Set([...recorded.values()].flat().map(typeOf));
    expect(types).toEqual(new Set(['runPlaybook', 'runTrack', 'releaseRun', 'watchRun']));
  });

  it('have recorded histories of every playbook', () => {
    const runs = [...recorded.values()].flat().filter((told) => typeOf(told) === 'runPlaybook');
    expect(new Set(runs.map(playbookOf))).toEqual(new Set(playbooks.map(({ name }) => name)));
  });

  it.each([...recorded.keys()])('replay %s as it happened', async (file) => {
    const told = recorded.get(file) ?? [];
    const results = await replay(shipped, told);
    expect(results.map(({ workflowId }) => workflowId).sort()).toEqual(told.map(({ workflowId }) => workflowId).sort());
    for (const { workflowId, error } of results)
      expect({ workflowId, error }).toEqual({ workflowId, error: undefined });
  });

  it.each([...recorded.keys()])('would be caught by %s if they decided otherwise', async (file) => {
    const results = await replay(changed, recorded.get(file) ?? []);
    expect(results.length).toBeGreaterThan(0);
    for (const { error } of results) expect(error).toMatchObject({ name: 'DeterminismViolationError' });
  });
});
