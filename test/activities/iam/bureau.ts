import { randomUUID } from 'node:crypto';
import { IAM } from '@aws-sdk/client-iam';
import { catalogue } from '../../../activities/catalogue.js';
import { principalPermissions } from '../../../activities/engine/planning-permissions.js';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import type { JsonObject } from '../../../workflows/contract/json.js';
import type { PlanDocument, StepPlan } from '../../../workflows/contract/plan.js';
import { stepsIn } from '../../../workflows/contract/plan.js';
import { revokeCredentials } from '../../../workflows/playbooks/revoke-credentials.js';
import { makeStage } from '../../sandbox/gateway/stage.js';
import type { SandboxAws } from '../../support/aws.js';
import { document, held, Identities, type Held, type TestRole } from '../../support/identities.js';
import { Office, type Job } from '../fixtures/office.js';

const scope = { account: SANDBOX_ACCOUNT, region: SANDBOX_REGION };
const mine = revokeCredentials.outline.flatMap(({ actions }) => actions);

/** The actions of revoke-credentials. */
export const actions = catalogue.filter(({ name }) => mine.includes(name));

/** An office whose worker may do what the actions of revoke-credentials ask for, and nothing else; with users and roles. */
export class Bureau extends Identities {
  private constructor(readonly office: Office) {
    super(office.aws.config);
  }

  static async open(): Promise<Bureau> {
    return new Bureau(await Office.open(async (aws) => ({ worker: await makeWorker(aws) })));
  }

  get aws(): SandboxAws {
    return this.office.aws;
  }

  async close(): Promise<void> {
    this.destroy();
    await this.office.close();
  }

  /** Launches an instance that wears the role; answers its id and the ARN of the profile. */
  async wearer({ name }: TestRole): Promise<{ readonly id: string; readonly profile: string }> {
    const { InstanceProfile } = await this.iam.createInstanceProfile({ InstanceProfileName: `${name}-profile` });
    await this.iam.addRoleToInstanceProfile({ InstanceProfileName: `${name}-profile`, RoleName: name });
    const profile = InstanceProfile?.Arn ?? '';
    const stage = await makeStage(this.aws.ec2);
    const { InstanceId = '' } = await stage.launch({ IamInstanceProfile: { Arn: profile } });
    return { id: InstanceId, profile };
  }

  /** Plans the playbook for a principal and opens a gate. */
  async plan(
    principal: string,
    input: JsonObject = {},
  ): Promise<{ readonly job: Job; readonly planned: PlannedStages }> {
    const job = { ...(await this.office.job('i-0123456789abcdef0')), target: principal };
    const planned = await this.replan(job, principal, input);
    return { job, planned };
  }

  /** Plans it for a run that is there. */
  replan(job: Job, principal: string, input: JsonObject = {}): Promise<PlannedStages> {
    return this.office.engine('plan.stages', {
      case: job.case,
      run: job.run,
      ...scope,
      playbook: 'contain-instance',
      playbookVersion: '1',
      seed: job.run,
      stages: revokeCredentials.stages({ principal, ...input }, scope),
      gate: { id: `gate-${randomUUID().slice(0, 8)}`, workflowId: job.run },
    });
  }

  /** Plans and signs. */
  async signed(principal: string, input: JsonObject = {}) {
    const { job, planned } = await this.plan(principal, input);
    await this.office.sign(job, planned);
    return { job, planned };
  }

  /** Plans, signs, applies and verifies every step. */
  async revoke(principal: string, input: JsonObject = {}) {
    const { job, planned } = await this.signed(principal, input);
    for (const name of actionsIn(planned))
      for (const phase of ['apply', 'verify'] as const) await this.office.attempt(job, planned, name, phase);
    return { job, planned };
  }

  /** Plans, signs and carries out putting everything back; answers what the undos say, by action. */
  async release(job: Job): Promise<ReadonlyMap<string, readonly string[]>> {
    const planned = await this.office.planRelease(job);
    await this.office.sign(job, planned, 'release-1');
    for (const name of actionsIn(planned)) await this.office.attempt(job, planned, name, 'undo', 1, 'release-1');
    const undone = await this.office.entries(job, 'undo');
    return new Map(
      undone
        .filter(({ body }) => body.state === 'undone')
        .map(({ body }) => [body.step.slice(body.step.lastIndexOf('/') + 1), body.facts]),
    );
  }

  /** The whole plan, by action. */
  async steps({ plan }: PlannedStages): Promise<ReadonlyMap<string, StepPlan>> {
    const whole = (await this.office.ledger.getDocument(plan.document)) as unknown as PlanDocument;
    return new Map(stepsIn(whole).map((step) => [step.signed.action, step]));
  }
}

/** The actions of a plan, in order. */
export const actionsIn = ({ stages }: PlannedStages): readonly string[] =>
  stages.flatMap(({ tracks }) => tracks.flatMap(({ steps = [] }) => steps.map(({ action }) => action)));

const makeWorker = async ({ config }: SandboxAws): Promise<Held> => {
  const iam = new IAM(config);
  const UserName = 'firebreak-worker';
  const wanted = [...new Set([...principalPermissions, ...actions.flatMap(({ permissions }) => permissions)])];
  const { Policy } = await iam.createPolicy({ PolicyName: UserName, PolicyDocument: document('Allow', wanted) });
  await iam.createUser({ UserName });
  await iam.attachUserPolicy({ UserName, PolicyArn: Policy?.Arn ?? '' });
  const { AccessKey } = await iam.createAccessKey({ UserName });
  iam.destroy();
  return held(AccessKey);
};
