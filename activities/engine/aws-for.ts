import { setTimeout as pause } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Scope } from '../../workflows/contract/playbook.js';
import type { AnyAction } from '../action.js';
import type { Attempt } from '../aws/attempt.js';
import type { Aws } from '../aws/aws.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';
import { plannedCalls } from '../aws/planned-calls.js';
import type { Workplace } from './context.js';
import type { SharedReads } from './shared-reads.js';

/**
 * What an action gets to work with during one attempt, with the rights of that action; without one, what only looks.
 * Without `calls` it can only read.
 */
export const awsFor = (
  { clients, ledger, actor, stopping }: Workplace,
  scope: Scope,
  attempt: Attempt,
  calls: readonly PlannedCall[],
  action: AnyAction | null,
  shared?: SharedReads,
): Aws => {
  const own = action ? clients.forAction(action) : clients;
  const { case: caseId, run } = attempt;
  const step = attempt.step ?? '';
  const outcomes = async (ofStep: string): Promise<readonly Entry<'outcome'>['body'][]> =>
    ((await ledger.entries(caseId, { run, step: ofStep, kinds: ['outcome'] })) as readonly Entry<'outcome'>[]).map(
      ({ body }) => body,
    );
  let shown = '';
  const aws: Aws = {
    ...scope,
    ec2: own.ec2,
    autoscaling: own.autoscaling,
    elb: own.elb,
    elbv2: own.elbv2,
    iam: own.iam,
    ssm: own.ssm,
    sts: own.sts,
    vault: clients.vault,
    store: (document) => ledger.putDocument(document),
    once: (read, make) => (shared ? shared.once(read, make) : make()),
    together: async (batch, id) => (shared ? shared.together(aws, batch, id) : (await batch.read(aws, [id])).get(id)),
    isCrowd: shared?.isCrowd ?? false,
    ...plannedCalls({ ...own, vault: clients.vault, mark: clients.mark }, ledger, actor, attempt, calls),
    keep: async (output) => {
      const body = { run, step, state: 'progress', attempt: attempt.attempt, output } as const;
      await ledger.append(caseId, actor, 'outcome', body);
    },
    kept: async () => keptIn(await outcomes(step)),
    outputOf: async (other) => (await outcomes(other)).findLast((body) => body.state === 'applied')?.output ?? null,
    collected: async (evidence) => {
      await ledger.appendOnce(
        caseId,
        actor,
        'evidence',
        { ...evidence, run, step },
        `evidence:${run}:${evidence.id}:${evidence.state}`,
      );
    },
    progress: async (note) => {
      Context.current().heartbeat(note);
      if (note === shown) return;
      shown = note;
      await ledger.append(caseId, actor, 'outcome', { run, step, state: 'progress', attempt: attempt.attempt, note });
    },
    wait: async (ms) => {
      const paused = pause(ms, undefined, { ref: false, signal: stopping }).catch(() => {
        throw failure(failureTypes.unavailable, 'The worker is stopping.', 'Another worker goes on with it.');
      });
      await Promise.race([paused, Context.current().cancelled]);
      attempt.stillMine();
    },
  };
  return aws;
};

/** What a step kept last before it wrote. */
export const keptIn = (outcomes: readonly Entry<'outcome'>['body'][]): Json =>
  outcomes.findLast((body) => body.state === 'progress' && body.output !== undefined)?.output ?? null;
