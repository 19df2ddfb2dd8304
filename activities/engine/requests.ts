import { Context } from '@temporalio/activity';
import { hashOf } from '../../ledger/canonical.js';
import type { EngineActivities } from '../../workflows/contract/activities.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json } from '../../workflows/contract/json.js';
import { releaseWorkflowId, runWorkflowId, watchWorkflowId } from '../../workflows/contract/names.js';
import { isFinal } from '../../workflows/contract/words.js';
import { failure } from '../aws/errors.js';
import { keepManifest } from '../evidence/keep-manifest.js';
import type { Workplace } from './context.js';
import { prove, refuse } from './proving.js';
import { runOpening } from './run-entries.js';

/** Opening runs, and asking for their stop or release. */
export const requestActivities = (
  workplace: Workplace,
): Pick<EngineActivities, 'run.scope' | 'run.open' | 'run.record' | 'run.unratified' | 'run.request'> => ({
  'run.scope': workplace.scope,

  'run.open': async ({ signed, playbookVersion }) => {
    const proven = await prove(workplace, signed);
    const { case: caseId, run } = proven.signed?.document ?? { case: deploymentChain, run: deploymentChain };
    const where = { case: caseId, run, gate: null };
    if (!('operator' in proven) || proven.signed.document.kind !== 'run') {
      const refusal = 'operator' in proven ? { code: 'malformed', message: 'This is not a request to run.' } : proven;
      await refuse(workplace, where, proven, refusal);
      throw failure(failureTypes.refused, refusal.message);
    }
    const { document } = proven.signed;
    const { workflowExecution } = Context.current().info;
    if (workflowExecution?.workflowId !== document.run)
      throw failure(
        failureTypes.refused,
        `This request is for ${document.run}, not for ${workflowExecution?.workflowId}.`,
      );
    const scope = await workplace.scope();
    const { entry, repeated } = await workplace.ledger.appendOnce(
      document.case,
      workplace.actor,
      'run',
      {
        run: document.run,
        event: 'requested',
        playbook: document.playbook,
        playbookVersion,
        severity: document.severity,
        title: document.title,
        input: document.input,
        requestedBy: proven.operator.name,
        person: proven.operator.person,
        policy: workplace.policy,
        policyHash: hashOf(workplace.policy as unknown as Json),
        ...scope,
        signed: proven.signed,
      },
      `run:${document.run}`,
    );
    // A request is good for one run: whoever replays it after that run has ended gets nothing.
    if (repeated) await refuseEnded(workplace, document.case, document.run);
    const body = entry.body as Extract<Entry<'run'>['body'], { readonly event: 'requested' }>;
    if (hashOf(body.signed.document as Json) !== hashOf(document as Json))
      throw failure(failureTypes.refused, `The id ${document.run} is taken by another request.`);
    const { account, region, person, policy } = body;
    return { account, region, person, policy, notifies: workplace.outlet !== null, parallel: workplace.parallel };
  },

  'run.record': async ({ case: caseId, run, release, state, reason }) => {
    const opening = await runOpening(workplace.ledger, caseId, run);
    const body = { run, state, ...(release && { release }), ...(reason && { reason }) };
    // Before its end, so that the seal of that end covers it.
    if (opening && !release) await keepManifest(workplace, caseId, run);
    // A run that was never opened has nothing to end.
    if (opening) await workplace.ledger.append(caseId, workplace.actor, 'run', { ...body, event: 'state' });
  },

  'run.unratified': async ({ case: caseId, run, gate, reason }) => {
    const body = { run, event: 'unratified', gate, reason } as const;
    await workplace.ledger.appendOnce(caseId, workplace.actor, 'run', body, `${gate}:unratified`);
  },

  'run.request': async ({ signed, case: caseId, run, release }) => {
    const proven = await prove(workplace, signed);
    const refused = async (code: string, message: string) => {
      await refuse(workplace, { case: caseId, run, gate: null }, proven, { code, message });
      return { accepted: false, code, message, verdict: null, settles: false, opened: null };
    };
    if (!('operator' in proven)) return refused(proven.code, proven.message);
    const { document } = proven.signed;
    if (document.run !== run || document.case !== caseId)
      return refused('wrong-run', `It was signed for ${document.run}.`);
    if (!isOwnWorkflow(run, release)) return refused('wrong-workflow', 'It was handed to another workflow.');
    const opening = await runOpening(workplace.ledger, caseId, run);
    if (!opening) return refused('no-run', `There is no run ${run} in ${caseId}.`);
    const isRelease = document.kind === 'release' || (document.kind === 'failure' && document.decision === 'release');
    if (!isRelease && document.kind !== 'cancel')
      return refused('malformed', 'This asks for neither a stop nor a release.');
    if (isRelease && !/^release-[a-z0-9]{1,16}$/.test(release ?? ''))
      return refused('malformed', 'A release needs an id such as release-1.');
    const { entry, repeated } = await workplace.ledger.appendOnce(
      caseId,
      workplace.actor,
      'run',
      {
        run,
        event: isRelease ? 'release-requested' : 'cancel-requested',
        requestedBy: proven.operator.name,
        person: proven.operator.person,
        reason: document.reason,
        signed: proven.signed,
        ...(release && { release }),
      },
      // Each signed request counts once: a replayed one finds its own entry.
      `request:${hashOf(proven.signed.document as Json)}`,
    );
    // The same workflow asking again is a retry; another one is somebody with an old document.
    if (repeated && !('release' in entry.body ? entry.body.release === release : release === undefined))
      return refused('used', 'This signed request was used before: sign a new one.');
    const { account, region, policy } = opening;
    return {
      accepted: true,
      code: 'accepted',
      message: isRelease ? 'The release is being planned.' : 'It stops after the change in flight.',
      verdict: null,
      settles: false,
      opened: {
        account,
        region,
        policy,
        person: proven.operator.person,
        notifies: workplace.outlet !== null,
        parallel: workplace.parallel,
      },
    };
  },
});

// Whoever can write to Temporal can start a release under any id, with a copy of a genuine request: it would have a gate
// of its own, and an end of its own on record.
const isOwnWorkflow = (run: string, release: string | undefined): boolean => {
  const { workflowExecution } = Context.current().info;
  const own = [runWorkflowId(run), watchWorkflowId(run), ...(release ? [releaseWorkflowId(run, release)] : [])];
  return own.includes(workflowExecution?.workflowId ?? '');
};

const refuseEnded = async ({ ledger }: Workplace, caseId: string, run: string): Promise<void> => {
  const ended = (await ledger.entries(caseId, { run, kinds: ['run'] })).some(
    ({ body }) => 'event' in body && body.event === 'state' && isFinal(body.state),
  );
  if (ended) throw failure(failureTypes.refused, `The run ${run} has ended: its request is used up.`);
};
