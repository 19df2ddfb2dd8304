import { z } from 'zod';
import type { EngineActivities } from '../../workflows/contract/activities.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { Reconciliation, ReconcileRequest } from '../../workflows/contract/reconciliation.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { readingFor } from '../aws/attempt.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from '../engine/context.js';
import { whileWanted } from '../engine/heartbeat.js';
import { eventHistory, lookUp } from './look-up.js';
import { match } from './match.js';
import { ourIdentity } from './our-calls.js';
import { readTrail } from './read-trail.js';
import { recordedCalls } from './recorded-calls.js';
import { regionsToLookIn } from './regions.js';

/** IAM actions of holding the ledger against CloudTrail's event history. */
export const reconcilePermissions: readonly string[] = ['cloudtrail:LookupEvents', 'ec2:DescribeRegions'];

/** IAM actions of holding it against the files of a trail besides, with the right to its bucket's key where it has one. */
export const trailPermissions: readonly string[] = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:ListPublicKeys',
  'kms:Decrypt',
  's3:GetObject',
  's3:ListBucket',
];

/** Holding the ledger against CloudTrail. */
export const reconcilingActivities = (workplace: Workplace): Pick<EngineActivities, 'audit.reconcile'> => ({
  'audit.reconcile': (request) => whileWanted(() => reconcile(workplace, request)),
});

const notAllowed = 'the worker may not ask which there are (ec2:DescribeRegions)';

/** When the first entry of the case, or of any case, was written. */
const firstEntry = async (ledger: Workplace['ledger'], only: string | null, now: number): Promise<string> => {
  const cases = only === null ? await ledger.cases() : [only];
  const firsts = await Promise.all(cases.map((one) => ledger.entries(one, { limit: 1 })));
  return firsts.flatMap((entries) => entries.map(({ at }) => at)).sort()[0] ?? new Date(now).toISOString();
};

/** Most items of a list, so that the document stays one. */
const mostListed = 10_000;

// Whoever may write to Temporal may ask.
const requestShape = z.object({
  run: z.string().min(1).max(256),
  case: z.string().max(256).nullable(),
  since: z.iso.datetime().nullable(),
  settle: z.number().min(0).max(86_400),
  trail: z.string().max(1_200).nullable(),
}) satisfies z.ZodType<ReconcileRequest>;

const reconcile = async (workplace: Workplace, asked: ReconcileRequest): Promise<Hash> => {
  const { data: request } = requestShape.safeParse(asked);
  if (!request) throw failure(failureTypes.badInput, 'This is no request to reconcile.');
  const { ledger, clients } = workplace;
  const { region } = await workplace.scope();
  // As many reads as there are log files: what they found is in the result.
  const attempt = { ...readingFor({ case: 'audits', run: request.run }), isRoutine: true };
  return clients.during(attempt, async () => {
    const us = await ourIdentity(clients);
    const calls = await recordedCalls(ledger);
    const now = Date.now();
    const wanted =
      request.since === null ? await firstEntry(ledger, request.case, now) : new Date(request.since).toISOString();
    const oldest = new Date(now - eventHistory).toISOString();
    const lookedUp = wanted < oldest ? oldest : wanted;
    // A trail goes further back.
    const since = request.trail === null ? lookedUp : wanted;
    const { regions, areAll } = await regionsToLookIn(clients, region);
    const found = await Promise.all(regions.map((one) => lookUp(clients, us, one, lookedUp)));
    const trail =
      request.trail === null
        ? null
        : await readTrail(clients, us, request.trail, since, { own: region, regions, areAll });
    found.push(...(trail?.found ?? []));
    const events = [...new Map(found.flatMap((one) => one.events.map((event) => [event.eventID, event]))).values()];
    const settledUntil = new Date(now - request.settle * 1_000).toISOString();
    const matched = match({ calls, events, case: request.case, since, settledUntil });
    const sources = found.map(({ source }) => source);
    const isWhole = sources.every((source) => source.kind !== 'trail' || source.problems.length === 0);
    const result: Reconciliation = {
      asked: request,
      ok: isWhole && matched.unexplained.length === 0 && matched.missing.length === 0,
      account: us.account,
      identity: us.arn,
      window: { since, until: new Date(now).toISOString(), settledUntil },
      ...matched,
      pairs: matched.pairs.slice(0, mostListed),
      unexplained: matched.unexplained.slice(0, mostListed),
      missing: matched.missing.slice(0, mostListed),
      notCovered: [
        ...(areAll
          ? []
          : [{ why: `calls in other Regions than ${regions.join(' and ')}: ${notAllowed}`, entries: [] }]),
        ...(trail?.unsaid ?? []).map((why) => ({ why, entries: [] })),
        ...matched.notCovered.map(({ why, entries }) => ({ why, entries: entries.slice(0, mostListed) })),
      ],
      sources,
    };
    const document = await ledger.putDocument(result);
    // Whoever can write the store can put a document there: that it was found is what the worker signs.
    await ledger.append(deploymentChain, workplace.actor, 'deployment', {
      run: deploymentChain,
      event: 'reconciled',
      request: request.run,
      document,
      ok: result.ok,
      matched: matched.matched,
      unexplained: matched.unexplained.length,
      missing: matched.missing.length,
    });
    return document;
  });
};
