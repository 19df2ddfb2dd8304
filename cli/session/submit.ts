import type { Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { Decided } from '../../workflows/contract/activities.js';
import type { Signed } from '../../workflows/contract/documents.js';
import { CliError, exit } from '../errors.js';
import type { Place } from './deliver.js';
import { loadSdk, told } from './temporal.js';
import { untilRecorded } from './waiting.js';

// The update's own definition lives in workflow code; here its name is enough.
const updateOf = (name: string) => ({ type: 'update', name }) as UpdateDefinition<Decided, [Signed, string?]>;

/** How long a worker may take to answer a decision, in milliseconds. */
const patience = 60_000;
/** How long Temporal may take to start a workflow, in milliseconds: a call without a deadline may wait for ever. */
export const startPatience = 30_000;

/** Hands a signed document to the workflow that waits for it; rejects with the reason when it is refused. */
export const submit = (
  place: Place,
  workflowId: string,
  update: string,
  signed: Signed,
  release?: string,
): Promise<void> =>
  answered(place, `show ${signed.document.run}`, signed, ({ workflow }) =>
    workflow
      .getHandle(workflowId)
      .executeUpdate(updateOf(update), { args: release === undefined ? [signed] : [signed, release] }),
  );

/** Starts a workflow whose only work is to check and record what was signed; rejects with the reason when it is refused. */
export const askFor = (place: Place, type: string, workflowId: string, signed: Signed): Promise<void> =>
  answered(place, `case show ${signed.document.case}`, signed, async ({ workflow }) => {
    const { taskQueue } = place.config.temporal;
    return (await workflow.execute(type, { taskQueue, workflowId, args: [signed] })) as Answer;
  });

type Answer = Pick<Decided, 'accepted' | 'code' | 'message'>;

const answered = async (
  { temporal, config }: Place,
  look: string,
  { document: { run } }: Signed,
  ask: (client: Client) => Promise<Answer>,
): Promise<void> => {
  const client = await temporal.client();
  let answer: Answer;
  try {
    answer = await client.withDeadline(Date.now() + patience, () => ask(client));
  } catch (error) {
    if (isDeadline(error))
      throw new CliError(
        exit.unavailable,
        'no-worker',
        `No worker answered for ${run} in ${patience / 1_000} s.`,
        `Look at firebreak status. What was signed may still be taken once a worker is back: see firebreak ${look}.`,
      );
    throw await told(error, run, config.temporal.address, look);
  }
  if (!answer.accepted) throw new CliError(exit.refused, answer.code, answer.message, `See firebreak ${look}.`);
};

/**
 * Starts a workflow on what was signed, and waits until the ledger shows what `look` is after; rejects with the reason
 * when the workflow fails before.
 */
export const startAndAwait = async (
  { config, reading, temporal }: Place,
  type: string,
  workflowId: string,
  args: readonly [Signed, string?],
  look: () => Promise<true | null>,
): Promise<void> => {
  const { address, taskQueue } = config.temporal;
  const client = await temporal.client();
  const stop = new AbortController();
  try {
    const handle = await client.withDeadline(Date.now() + startPatience, () =>
      client.workflow.start(type, { taskQueue, workflowId, args: [...args] }),
    );
    await Promise.race([
      untilRecorded(reading, look, stop),
      client.withAbortSignal(stop.signal, () => handle.result()),
    ]);
  } catch (error) {
    const { kind, run } = args[0].document;
    throw await told(error, run, address, kind === 'custody' ? `audit show ${run}` : `show ${run}`);
  } finally {
    stop.abort();
  }
};

/**
 * Runs a workflow that only asks something of a worker, for `within` at most, and answers what it ends with, which is to
 * be believed as far as it can be checked: whoever can write to Temporal may have answered. `look` is the command that
 * says more when it fails.
 */
export const askWorker = async (
  { config, temporal }: Pick<Place, 'config' | 'temporal'>,
  type: string,
  request: { readonly run: string },
  { within, look }: { readonly within: '2m' | '2h'; readonly look: string },
): Promise<unknown> => {
  const { address, taskQueue } = config.temporal;
  const started = { taskQueue, workflowId: request.run, args: [request], workflowExecutionTimeout: within };
  const client = await temporal.client();
  try {
    const handle = await client.withDeadline(Date.now() + startPatience, () => client.workflow.start(type, started));
    return await handle.result();
  } catch (error) {
    throw await told(error, request.run, address, look);
  }
};

/** Whether a workflow runs: asked of Temporal, for the ledger does not hear of one that was terminated there. */
export const isAtWork = async ({ config, temporal }: Place, workflowId: string): Promise<boolean> => {
  const { workflow } = await temporal.client();
  try {
    return (await workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    const { WorkflowNotFoundError } = await loadSdk();
    if (error instanceof WorkflowNotFoundError) return false;
    throw await told(error, workflowId, config.temporal.address);
  }
};

// gRPC's DEADLINE_EXCEEDED, bare or as the cause of the SDK's own error.
const isDeadline = (error: unknown): boolean => {
  const { code, cause } = error as { readonly code?: number; readonly cause?: { readonly code?: number } };
  return code === 4 || cause?.code === 4;
};
