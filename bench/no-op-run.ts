import { randomBytes, randomUUID } from 'node:crypto';
import { sign } from '../cli/session/signing.js';
import { untilRecorded } from '../cli/session/waiting.js';
import type { RunRequest } from '../workflows/contract/documents.js';
import type { Entry } from '../workflows/contract/entries.js';
import type { Hash } from '../workflows/contract/json.js';
import { lockWorkflowId, runWorkflowId, workflowTypes } from '../workflows/contract/names.js';
import type { Engines } from './engines.js';

/** A no-op run that waits for a signature on `plan`. */
export type NoOpRun = { readonly id: string; readonly case: string; readonly plan: Hash };

const targetOf = (id: string): string => `arn:aws:bench:::${id}`;

/** The workflows of a no-op run: itself, and its one track. */
export const workflowsOf = (id: string): readonly string[] => [runWorkflowId(id), lockWorkflowId(targetOf(id))];

/** Asks for a no-op run, as the command line does; resolves once it waits. */
export const askForNothing = async ({ session, client }: Engines): Promise<NoOpRun> => {
  const { config, reading } = session;
  const [id, caseId] = ['run', 'case'].map((kind) => `${kind}-${randomBytes(6).toString('hex')}`) as [string, string];
  const request: RunRequest = {
    v: 1,
    kind: 'run',
    operator: 'responder',
    case: caseId,
    run: id,
    reason: 'bench',
    nonce: randomUUID(),
    at: new Date().toISOString(),
    playbook: 'nothing',
    severity: 'P4',
    title: 'bench',
    input: { target: targetOf(id) },
  };
  await client.workflow.start(workflowTypes.run, {
    taskQueue: config.temporal.taskQueue,
    workflowId: runWorkflowId(id),
    args: [await sign(config, request)],
  });
  const plan = await untilRecorded(reading, async () => {
    const [planned] = (await reading.ledger.entries(caseId, {
      run: id,
      kinds: ['plan'],
      limit: 1,
    })) as readonly Entry<'plan'>[];
    return planned?.body.plan.root ?? null;
  });
  return { id, case: caseId, plan };
};

/** Signs the plan and hands that in, as `firebreak approve` does; resolves when the run is through. */
export const approveNothing = async ({ session, client }: Engines, { id, plan }: NoOpRun): Promise<void> => {
  await session.as('ir-lead').approve(id, plan, 'bench');
  await client.workflow.getHandle(runWorkflowId(id)).result();
};
