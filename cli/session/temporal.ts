import type { Client } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Config } from '../../worker/config.js';
import { temporalConnection } from '../../worker/temporal-connection.js';
import { CliError, exit, type ExitCode } from '../errors.js';

/** Half of what most commands load. Those that only read need none of it, so it is loaded with the first connection. */
export const loadSdk = () => import('@temporalio/client');

/** A client that connects when it is first needed, and says clearly when it can't. */
export const lazyTemporal = ({ temporal }: Config) => {
  let connected: Promise<Client> | null = null;
  return {
    client: (): Promise<Client> =>
      // A connection that failed is tried anew: Temporal may be back by the next time.
      (connected ??= connect(temporal).catch((error: unknown) => {
        connected = null;
        throw error;
      })),
    close: async (): Promise<void> => {
      await (await connected?.catch(() => null))?.connection.close();
    },
  };
};

const connect = async (temporal: Config['temporal']): Promise<Client> => {
  const settings = temporalConnection(temporal);
  const { Client, Connection } = await loadSdk();
  try {
    const connection = await Connection.connect({ ...settings, connectTimeout: 3_000 });
    return new Client({ connection, namespace: temporal.namespace });
  } catch (error) {
    throw unavailable(temporal.address, error);
  }
};

const unavailable = (address: string, error: unknown): CliError =>
  new CliError(
    exit.unavailable,
    'temporal-unavailable',
    `Temporal at ${address} does not answer.`,
    'Start the sandbox with: firebreak up — or check temporal.address and temporal.tls in firebreak.yaml.',
    { cause: error instanceof Error ? error.message : String(error) },
  );

const exitOf: Readonly<Record<string, ExitCode>> = {
  [failureTypes.notFound]: exit.missing,
  [failureTypes.badInput]: exit.usage,
  [failureTypes.refused]: exit.refused,
  [failureTypes.moved]: exit.refused,
  [failureTypes.locked]: exit.refused,
  [failureTypes.unauthorised]: exit.refused,
  [failureTypes.unavailable]: exit.unavailable,
  [failureTypes.throttled]: exit.unavailable,
  [failureTypes.ledger]: exit.unavailable,
  LedgerTamperedError: exit.proof,
};

const hintFor = (type: string | null | undefined, look: string): string =>
  type === 'LedgerTamperedError' ? 'Run firebreak audit verify: it names what was altered.' : `See firebreak ${look}.`;

/** What is said when something that was signed is handed in a second time. */
export const alreadyAsked = (id: string, look: string): CliError =>
  new CliError(
    exit.refused,
    'used',
    `${id} was asked for already: what was signed for it counts once.`,
    `See firebreak ${look}.`,
  );

/**
 * An error from Temporal, told as what it means: the run has ended, the server is away, or why the run failed. `look` is
 * the command that says more.
 */
export const told = async (error: unknown, run: string, address: string, look = `show ${run}`): Promise<unknown> => {
  if (error instanceof CliError) return error;
  const sdk = await loadSdk();
  if (error instanceof sdk.WorkflowNotFoundError)
    return new CliError(
      exit.refused,
      'ended',
      `${run} has ended: it takes no more decisions.`,
      `See firebreak ${look}.`,
    );
  if (error instanceof sdk.WorkflowExecutionAlreadyStartedError) return alreadyAsked(error.workflowId, look);
  const outer =
    error instanceof sdk.WorkflowUpdateFailedError || error instanceof sdk.WorkflowFailedError
      ? error.cause
      : undefined;
  const cause = outer instanceof ActivityFailure ? outer.cause : outer;
  if (cause instanceof ApplicationFailure) {
    const [hint] = cause.details ?? [];
    return new CliError(
      exitOf[cause.type ?? ''] ?? exit.failed,
      cause.type ?? 'failed',
      cause.message,
      typeof hint === 'string' ? hint : hintFor(cause.type, look),
    );
  }
  const code = (error as { readonly code?: number }).code;
  // gRPC: 4 deadline exceeded, 14 unavailable.
  if (code === 4 || code === 14) return unavailable(address, error);
  return error;
};
