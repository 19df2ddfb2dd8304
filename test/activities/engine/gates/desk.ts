import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Workplace } from '../../../../activities/engine/context.js';
import { decisionActivities } from '../../../../activities/engine/decisions.js';
import { recordPlan } from '../../../../activities/engine/plan-record.js';
import { requestActivities } from '../../../../activities/engine/requests.js';
import { NotAuthorizedError } from '../../../../ledger/errors.js';
import { planReference } from '../../../../ledger/plan-hash.js';
import type { Decided } from '../../../../workflows/contract/activities.js';
import type { PlanDecision, RunRequest, SshSigned } from '../../../../workflows/contract/documents.js';
import type { GateRecord } from '../../../../workflows/contract/entries.js';
import type { Hash, Json } from '../../../../workflows/contract/json.js';
import type { PlanDocument, PlanReference } from '../../../../workflows/contract/plan.js';
import type { Policy } from '../../../../workflows/contract/policy.js';
import type { Asked } from './model.js';
import { handIn, requester } from './people.js';
import { furnish, furnishOn } from './workplace.js';

/** A run, and its plan. */
export type Matter = { readonly case: string; readonly run: string; readonly plan: PlanReference };

/** What a worker has for asking people and hearing them: a real ledger, and no AWS. */
export class Desk {
  private constructor(
    private readonly folder: string,
    private workplace: Workplace,
  ) {}

  static async open(): Promise<Desk> {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-desk-'));
    return new Desk(folder, await furnish(folder));
  }

  /** Another worker takes over, which remembers nothing; or all ended, and nothing is left but the file. */
  async restart(leaves: 'the ledger' | 'its file'): Promise<void> {
    const { ledger } = this.workplace;
    this.workplace.clients.close();
    if (leaves === 'its file') await ledger.close();
    this.workplace = leaves === 'its file' ? await furnish(this.folder) : furnishOn(ledger);
  }

  async close(): Promise<void> {
    this.workplace.clients.close();
    await this.workplace.ledger.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Asks for a run under a policy, and stores what is planned for it; `planned` says what that is. */
  async matter(policy: Policy, planned: (where: { case: string; run: string }) => PlanDocument): Promise<Matter> {
    const where = { case: `case-${randomUUID().slice(0, 8)}`, run: `run-${randomUUID().slice(0, 8)}` };
    const plan = planned(where);
    const document: RunRequest = {
      v: 1,
      kind: 'run',
      operator: requester,
      ...where,
      reason: 'a test',
      nonce: randomUUID(),
      at: new Date().toISOString(),
      playbook: plan.playbook,
      severity: 'P2',
      title: 'A test',
      input: { instanceId: 'i-1' },
    };
    const scope = async () => ({ account: plan.account, region: plan.region });
    const open = requestActivities({ ...this.workplace, policy, scope })['run.open'];
    const environment = new MockActivityEnvironment({ workflowExecution: { workflowId: where.run, runId: 'x' } });
    await environment.run(open, { signed: handIn(document, 'key'), playbookVersion: plan.playbookVersion });
    return { ...where, plan: await this.store(plan) };
  }

  async store(plan: PlanDocument): Promise<PlanReference> {
    await this.workplace.ledger.putDocument(plan as unknown as Json);
    return planReference(plan);
  }

  /** Puts the plan to people; a gate that has been open for some time is written down as it was opened then. */
  async ask({ plan, ...where }: Matter, { open, expired }: Asked): Promise<GateRecord> {
    const { ledger, actor } = this.workplace;
    const id = `gate-${randomUUID().slice(0, 8)}`;
    if (open === 0) {
      const document = (await ledger.getDocument(plan.document)) as unknown as PlanDocument;
      const gate = { id, workflowId: where.run };
      const asked = await recordPlan(this.workplace, document, plan, [], { ...where, gate });
      if (!asked.gate) throw new Error('no gate was opened');
      return asked.gate;
    }
    const gate: GateRecord = {
      id,
      kind: 'approval',
      nonce: randomUUID(),
      workflowId: where.run,
      openedAt: fromNow(-open),
      expiresAt: fromNow(expired ? -60 : 3_600),
    };
    const body = { run: where.run, event: 'planned', plan, gate, summary: '', changes: [] } as const;
    await ledger.append(where.case, actor, 'plan', body);
    return gate;
  }

  /** Hands a decision in, as the workflow does. */
  decide(where: Matter, gate: string | null, signed: SshSigned<PlanDecision>): Promise<Decided> {
    const input = { case: where.case, run: where.run, gate, signed };
    return new MockActivityEnvironment().run(decisionActivities(this.workplace)['gate.decide'], input);
  }

  /** Puts a decision on record as it was put there when its gate had not expired yet. */
  async recorded(where: Matter, gate: string, signed: SshSigned<PlanDecision>, person: string): Promise<void> {
    const { operator, decision, plan, reason } = signed.document;
    const { ledger, actor } = this.workplace;
    await ledger.appendOnce(
      where.case,
      actor,
      'approval',
      { run: where.run, gate, operator, person, decision, plan, step: null, reason, roles: [], proof: 'ssh', signed },
      `${gate}:${person}`,
    );
  }

  /** Whether the ledger lets a step be carried out, as it is in this document. */
  async mayRun(where: Matter, step: string, document: Hash): Promise<boolean> {
    const question = { case: where.case, run: where.run, root: where.plan.root, step, document };
    try {
      await this.workplace.authority.authorizeStep(question);
      return true;
    } catch (error) {
      if (error instanceof NotAuthorizedError) return false;
      throw error;
    }
  }

  /** How many decisions, and refusals, are on record. */
  async count({ case: caseId, run }: Matter): Promise<{ readonly decisions: number; readonly refusals: number }> {
    const entries = await this.workplace.ledger.entries(caseId, { run, kinds: ['approval', 'refusal'] });
    const decisions = entries.filter(({ kind }) => kind === 'approval').length;
    return { decisions, refusals: entries.length - decisions };
  }
}

const fromNow = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
