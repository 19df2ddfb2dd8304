import { isDeepStrictEqual } from 'node:util';
import { isGenuine } from '../../ledger/genuine.js';
import { KeyRing } from '../../ledger/key-ring.js';
import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { workflowTypes } from '../../workflows/contract/names.js';
import type { Reconciliation, ReconcileRequest } from '../../workflows/contract/reconciliation.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { reconciliationText } from '../output/reconciliation-text.js';
import type { OpenSession } from '../session/open-session.js';
import { askWorker } from '../session/submit.js';
import { milliseconds } from './durations.js';
import { freshId } from '../session/fresh-id.js';

/** Holds the ledger against CloudTrail, both ways. A worker reads AWS for it; nothing is changed. */
export const reconcile = async (
  invocation: Invocation,
  session: OpenSession,
  caseId: string | null,
): Promise<ExitCode> => {
  const { out } = invocation;
  const request: ReconcileRequest = {
    run: freshId('audit'),
    case: caseId,
    since: sinceOf(invocation.text('since')),
    settle: milliseconds(invocation.text('settle') ?? '15m') / 1_000,
    trail: invocation.text('trail') ?? null,
  };
  out.progress(`a worker reads CloudTrail: two pages of 50 events a second and Region …`);
  const hash = (await askWorker(session, workflowTypes.reconcile, request, { within: '2h', look: 'doctor' })) as Hash;
  const result = (await session.reading.ledger.document(hash)) as unknown as Reconciliation;
  // Temporal is not trusted: what comes back must answer this question, and no older or smaller one.
  if (!isDeepStrictEqual(result.asked, request))
    throw new CliError(
      exit.proof,
      'not-asked',
      'What came back answers another question than was asked.',
      'Somebody may be writing to the Temporal namespace. Ask again, and look at what its workflows were started with.',
    );
  await mustBeRecorded(session, request.run, hash);
  out.result({ ...result, document: hash }, () => reconciliationText(result));
  return result.ok ? exit.done : exit.proof;
};

// Nor is the store, where anybody who writes it can put a document: the worker signs which one it has found.
const mustBeRecorded = async ({ reading, config }: OpenSession, request: string, document: Hash): Promise<void> => {
  const { keys } = await trustedKeys(reading.ledger, config.ledger.key);
  const ring = new KeyRing(keys);
  const entries = await reading.ledger.entries(deploymentChain, { kinds: ['deployment'] });
  const names = ({ kind, body }: Entry): boolean =>
    kind === 'deployment' && body.event === 'reconciled' && body.request === request && body.document === document;
  if (!entries.some((entry) => names(entry) && isGenuine(entry, deploymentChain, ring)))
    throw new CliError(
      exit.proof,
      'not-recorded',
      'No genuine entry of the ledger says that a worker found what came back.',
      `Somebody may be writing to the ledger’s store. Run firebreak audit verify ${deploymentChain}, then ask again.`,
    );
};

/** `--since` as a time, or as how long ago. */
const sinceOf = (text: string | undefined): string | null => {
  if (text === undefined) return null;
  if (/^\d+(?:\.\d+)?[a-z]+$/.test(text)) return new Date(Date.now() - milliseconds(text)).toISOString();
  const at = /^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw usageError(
      `--since ${JSON.stringify(text)} is no time.`,
      'For example: --since 2026-11-22T08:00:00Z, --since 24h',
    );
  return new Date(at).toISOString();
};
