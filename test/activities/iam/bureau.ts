import { randomUUID } from 'node:crypto';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { catalogue } from '../../../activities/catalogue.js';
import { principalPermissions } from '../../../activities/engine/principal-permissions.js';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import type { JsonObject } from '../../../workflows/contract/json.js';
import type { PlanDocument, StepPlan } from '../../../workflows/contract/plan.js';
import { stepsIn } from '../../../workflows/contract/plan.js';
import { revokeCredentials } from '../../../workflows/playbooks/revoke-credentials.js';
import { makeStage } from '../../sandbox/gateway/stage.js';
import type { SandboxAws } from '../../support/aws.js';
import { Office, type Job } from '../fixtures/office.js';

/** Credentials as an intruder holds them. */
export type Held = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** A user made for a test, with one key, who may do everything unless told otherwise. */
export type TestUser = { readonly name: string; readonly arn: string; readonly key: Held };

/** A role made for a test, which the whole account may assume. */
export type TestRole = { readonly name: string; readonly arn: string; readonly id: string };

const scope = { account: SANDBOX_ACCOUNT, region: SANDBOX_REGION };
const mine = revokeCredentials.outline.flatMap(({ actions }) => actions);

/** The actions of revoke-credentials. */
export const actions = catalogue.filter(({ name }) => mine.includes(name));

/** A policy of one statement. */
export const document = (Effect: 'Allow' | 'Deny', Action: string | readonly string[], more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*', ...more }] });

const held = (
  made: {
    AccessKeyId?: string | undefined;
    SecretAccessKey?: string | undefined;
    SessionToken?: string | undefined;
  } = {},
): Held => ({
  accessKeyId: made.AccessKeyId ?? '',
  secretAccessKey: made.SecretAccessKey ?? '',
  ...(made.SessionToken && { sessionToken: made.SessionToken }),
});

/** An office whose worker may do what the actions of revoke-credentials ask for, and nothing else; with users and roles. */
export class Bureau {
  private constructor(
    readonly office: Office,
    readonly iam: IAM,
  ) {}

  static async open(): Promise<Bureau> {
    let admin: IAM | undefined;
    const office = await Office.open(async (aws) => {
      admin = new IAM(aws.config);
      return { worker: await workerOf(admin) };
    });
    if (!admin) throw new Error('the office was not furnished');
    return new Bureau(office, admin);
  }

  get aws(): SandboxAws {
    return this.office.aws;
  }

  async close(): Promise<void> {
    this.iam.destroy();
    await this.office.close();
  }

  async user(allowed = document('Allow', '*')): Promise<TestUser> {
    const name = `user-${randomUUID().slice(0, 8)}`;
    const { User } = await this.iam.createUser({ UserName: name });
    await this.iam.putUserPolicy({ UserName: name, PolicyName: 'own', PolicyDocument: allowed });
    const { AccessKey } = await this.iam.createAccessKey({ UserName: name });
    return { name, arn: User?.Arn ?? '', key: held(AccessKey) };
  }

  async role(principal: object = { AWS: `arn:aws:iam::${SANDBOX_ACCOUNT}:root` }): Promise<TestRole> {
    const name = `role-${randomUUID().slice(0, 8)}`;
    const trust = [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }];
    const { Role } = await this.iam.createRole({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: trust }),
    });
    await this.iam.putRolePolicy({ RoleName: name, PolicyName: 'own', PolicyDocument: document('Allow', '*') });
    return { name, arn: Role?.Arn ?? '', id: Role?.RoleId ?? '' };
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

  /** A session of a role under a name: EC2 names those that it hands to an instance after the instance. */
  async session({ arn }: TestRole, name: string, by: Held): Promise<Held> {
    return this.#sts(by, async (sts) =>
      held((await sts.assumeRole({ RoleArn: arn, RoleSessionName: name })).Credentials),
    );
  }

  /** A session of the user themselves. */
  async token(by: Held): Promise<Held> {
    return this.#sts(by, async (sts) => held((await sts.getSessionToken({})).Credentials));
  }

  /** Whether whoever holds these credentials gets anything done. */
  async works(credentials: Held): Promise<boolean> {
    const ec2 = new EC2({ ...this.aws.config, credentials });
    try {
      await ec2.describeVpcs({});
      return true;
    } catch (error) {
      if (error instanceof Error && ['UnauthorizedOperation', 'AuthFailure'].includes(error.name)) return false;
      throw error;
    } finally {
      ec2.destroy();
    }
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

  async #sts<T>(credentials: Held, ask: (sts: STS) => Promise<T>): Promise<T> {
    const sts = new STS({ ...this.aws.config, credentials });
    try {
      return await ask(sts);
    } finally {
      sts.destroy();
    }
  }
}

/** The actions of a plan, in order. */
export const actionsIn = ({ stages }: PlannedStages): readonly string[] =>
  stages.flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps.map(({ action }) => action)));

const workerOf = async (iam: IAM): Promise<Held> => {
  const UserName = 'firebreak-worker';
  const wanted = [...new Set([...principalPermissions, ...actions.flatMap(({ permissions }) => permissions)])];
  const { Policy } = await iam.createPolicy({ PolicyName: UserName, PolicyDocument: document('Allow', wanted) });
  await iam.createUser({ UserName });
  await iam.attachUserPolicy({ UserName, PolicyArn: Policy?.Arn ?? '' });
  return held((await iam.createAccessKey({ UserName })).AccessKey);
};
