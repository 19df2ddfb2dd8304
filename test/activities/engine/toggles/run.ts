import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Authority } from '../../../../ledger/authority.js';
import { callProblem } from '../../../../ledger/call-match.js';
import { NotAuthorizedError } from '../../../../ledger/errors.js';
import { interfacesIn, withInterface } from '../../../../ledger/interfaces.js';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../../sandbox/gateway/accounts.js';
import type { RecordedEvent } from '../../../../sandbox/services/cloudtrail/record.js';
import type { EngineActivities, PlannedStages, StepTask } from '../../../../workflows/contract/activities.js';
import { stepsIn, type PlanDocument, type PlannedCall, type SignedStep } from '../../../../workflows/contract/plan.js';
import { containInstance } from '../../../../workflows/playbooks/contain-instance.js';
import type { Job, Office } from '../../fixtures/office.js';

const scope = { account: SANDBOX_ACCOUNT, region: SANDBOX_REGION };

/** A run of the playbook on one host, on the plan that its lead signed. */
export class SignedRun {
  private constructor(
    private readonly office: Office,
    private readonly job: Job,
    private readonly stages: ReturnType<typeof containInstance.stages>,
    private readonly signed: PlannedStages,
  ) {}

  static async on(office: Office, instanceId: string, untrack: boolean): Promise<SignedRun> {
    const job = await office.job(instanceId);
    const stages = containInstance.stages({ instanceId, untrack: untrack ? 'yes' : 'no' }, scope);
    const gate = { id: `gate-${randomUUID()}`, workflowId: job.run };
    const signed = await plan(office, job, { stages, gate });
    await office.sign(job, signed);
    return new SignedRun(office, job, stages, signed);
  }

  /** Plans it again, and holds that against what was signed. */
  replan(): Promise<PlannedStages> {
    return plan(this.office, this.job, { stages: this.stages, authority: this.signed.plan });
  }

  /** Whether each step of a fresh plan may be carried out on what was signed. */
  async mayRun(fresh: PlannedStages): Promise<readonly boolean[]> {
    const authority = new Authority(this.office.ledger, this.office.operators);
    const { case: caseId, run } = this.job;
    const { document } = fresh.plan;
    const asked = (await this.stepsOf(fresh)).map(async ({ step }) => {
      const question = { case: caseId, run, step, root: this.signed.plan.root, document };
      try {
        await authority.authorizeStep(question);
        return true;
      } catch (error) {
        if (error instanceof NotAuthorizedError) return false;
        throw error;
      }
    });
    return Promise.all(asked);
  }

  /** Carries a step of a fresh plan out; answers which changes reached AWS meanwhile. */
  async apply({ plan: { document } }: PlannedStages, step: SignedStep): Promise<readonly RecordedEvent[]> {
    const { admin } = this.office.aws;
    const { events: next } = await admin.health();
    const { case: caseId, run } = this.job;
    const { step: id, action } = step;
    const task: StepTask = {
      case: caseId,
      run,
      step: id,
      action,
      root: this.signed.plan.root,
      document,
      attemptBase: 0,
    };
    await new MockActivityEnvironment().run(this.office.activities[`${action}.apply`] as never, task);
    return (await admin.events(next)).events.filter(({ readOnly }) => !readOnly);
  }

  /** The steps of a plan, as they are signed. */
  async stepsOf({ plan: { document } }: PlannedStages): Promise<readonly SignedStep[]> {
    const found = (await this.office.ledger.getDocument(document)) as unknown as PlanDocument;
    return stepsIn(found).map(({ signed }) => signed);
  }

  /**
   * Why a step did something else than what people signed: calls that were not signed, for no interface of those that
   * `may` be meant, and changes at AWS that are none of these calls.
   */
  async strayed(id: string, events: readonly RecordedEvent[], may: readonly string[]): Promise<readonly string[]> {
    const signed = (await this.stepsOf(this.signed)).find(({ step }) => step === id);
    const allowed = (signed?.calls ?? []).flatMap((call) => [call, ...forOthers(call, may)]);
    const entries = await this.office.entries(this.job, 'call');
    const made = entries.map(({ body }) => body).filter(({ step, call }) => step === id && call !== null);
    const problems = made.flatMap(({ call, service, operation, input }) => {
      const outputs = (earlier: string) => made.flatMap((one) => (one.call === earlier ? (one.output ?? []) : []));
      return callProblem(allowed, { id: call ?? '', service, operation, input }, outputs) ?? [];
    });
    const unknown = events.filter(({ requestID }) => made.every(({ requestId }) => requestId !== requestID));
    const touched = interfacesIn(JSON.stringify(events.map(({ requestParameters }) => requestParameters)));
    return [
      ...problems,
      ...unknown.map(({ eventName }) => `${eventName} is on no record`),
      ...touched.filter((one) => !may.includes(one)).map((one) => `${one} is none of its interfaces`),
    ];
  }
}

// The same call for other interfaces: what maxInterfaces lets be.
const forOthers = (call: PlannedCall, interfaces: readonly string[]): readonly PlannedCall[] => {
  const text = JSON.stringify(call);
  const [named] = interfacesIn(text);
  const others = interfaces.filter((one) => one !== named);
  return named ? others.map((one) => JSON.parse(withInterface(text, named, one)) as PlannedCall) : [];
};

type Wish = Pick<Parameters<EngineActivities['plan.stages']>[0], 'stages' | 'gate' | 'authority'>;

const plan = (office: Office, { case: caseId, run }: Job, wish: Wish): Promise<PlannedStages> => {
  const { name: playbook, version: playbookVersion } = containInstance;
  return office.engine('plan.stages', { case: caseId, run, ...scope, playbook, playbookVersion, seed: run, ...wish });
};
