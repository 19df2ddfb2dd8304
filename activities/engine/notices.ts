import { createHmac } from 'node:crypto';
import type { EngineActivities, Notice } from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { noticeWorkflowId } from '../../workflows/contract/names.js';
import { rolesIn, demandsOf } from '../../ledger/policy/demands.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from './context.js';
import { recordedGate, runOpening } from './run-entries.js';

/** Where notices go, and what they are signed with: the bytes behind a `whsec_…` secret. */
export type Outlet = { readonly url: string; readonly secret: Uint8Array };

const patience = 5_000;

/**
 * Telling people outside, by one signed HTTP call in the form of Standard Webhooks (standardwebhooks.com): headers
 * `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,<base64 of HMAC-SHA256 over id.timestamp.body>`. A notice
 * says where people are needed and how to look; it holds nothing that anybody wrote, and nothing of AWS.
 */
export const noticeActivities = (workplace: Workplace): Pick<EngineActivities, 'notice.send' | 'notice.lost'> => ({
  'notice.send': async (notice) => {
    const { outlet } = workplace;
    if (!outlet) return;
    const body = JSON.stringify({
      type: notice.event,
      timestamp: new Date().toISOString(),
      data: await dataOf(workplace, notice),
    });
    // The same id whenever it is tried again: whoever hears it twice knows that it is one.
    const id = `msg_${createHmac('sha256', 'firebreak').update(noticeWorkflowId(notice)).digest('hex').slice(0, 24)}`;
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', outlet.secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    const answer = await fetch(outlet.url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
    });
    await answer.body?.cancel();
    if (!answer.ok) throw failure(failureTypes.unavailable, `The webhook answered ${answer.status}.`);
  },

  'notice.lost': async (notice) => {
    const { case: caseId, run, event } = notice;
    const text = `Nobody outside was told of ${event}: the webhook did not take it.`;
    await workplace.ledger.appendOnce(
      caseId,
      workplace.actor,
      'note',
      { run, text },
      `lost:${noticeWorkflowId(notice)}`,
    );
  },
});

const dataOf = async ({ ledger }: Workplace, { case: caseId, run, event: _event, gate: id, ...notice }: Notice) => {
  const opening = await runOpening(ledger, caseId, run);
  const found = id ? await recordedGate(ledger, caseId, run, id) : null;
  const plan = found?.plan && ((await ledger.getDocument(found.plan.document)) as unknown as PlanDocument);
  const roles = plan && opening ? rolesIn(demandsOf(opening.policy, opening.severity, plan)) : [];
  return {
    case: caseId,
    run,
    ...notice,
    ...(opening && { playbook: opening.playbook, severity: opening.severity, account: opening.account }),
    ...(found && { gate: { id, kind: found.gate.kind, expiresAt: found.gate.expiresAt, step: found.step, roles } }),
    ...(found?.plan && { plan: found.plan.root }),
    look: `firebreak show ${run}`,
  };
};
