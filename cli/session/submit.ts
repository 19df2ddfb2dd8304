import type { UpdateDefinition } from '@temporalio/common';
import type { Decided } from '../../workflows/contract/activities.js';
import type { Signed } from '../../workflows/contract/documents.js';
import type { Config } from '../../worker/config.js';
import { CliError, exit } from '../errors.js';
import { told, type lazyTemporal } from './temporal.js';

// The update's own definition lives in workflow code; here its name is enough.
const updateOf = (name: string) => ({ type: 'update', name }) as UpdateDefinition<Decided, [Signed, string?]>;

/** How long a worker may take to answer a decision. */
const patience = 60_000;

/** Hands a signed document to the workflow that waits for it; rejects with the reason when it is refused. */
export const submit = async (
  temporal: ReturnType<typeof lazyTemporal>,
  { temporal: { address } }: Config,
  workflowId: string,
  update: string,
  signed: Signed,
  release?: string,
): Promise<Decided> => {
  const { run } = signed.document;
  const client = await temporal.client();
  let decided: Decided;
  try {
    decided = await client.withDeadline(Date.now() + patience, () =>
      client.workflow
        .getHandle(workflowId)
        .executeUpdate(updateOf(update), { args: release === undefined ? [signed] : [signed, release] }),
    );
  } catch (error) {
    if (isDeadline(error))
      throw new CliError(
        exit.unavailable,
        'no-worker',
        `No worker answered for ${run} in ${patience / 1_000} s.`,
        `Look at firebreak status. What was signed may still be taken once a worker is back: see firebreak show ${run}.`,
      );
    throw told(error, run, address);
  }
  if (!decided.accepted) throw new CliError(exit.refused, decided.code, decided.message, `See firebreak show ${run}.`);
  return decided;
};

// gRPC's DEADLINE_EXCEEDED, bare or as the cause of the SDK's own error.
const isDeadline = (error: unknown): boolean => {
  const { code, cause } = error as { readonly code?: number; readonly cause?: { readonly code?: number } };
  return code === 4 || cause?.code === 4;
};
