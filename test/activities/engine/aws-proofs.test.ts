import { randomUUID } from 'node:crypto';
import { DescribeSubnetsCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { awsSigned, type AwsCredentials } from '../../../cli/session/aws-signing.js';
import { Authority } from '../../../ledger/authority.js';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import type {
  AwsSigned,
  OperatorDocument,
  PlanDecision,
  RunRequest,
  Signed,
} from '../../../workflows/contract/documents.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { releaseWorkflowId } from '../../../workflows/contract/names.js';
import type { Operator } from '../../../workflows/contract/policy.js';
import { Identities, type Held, type TestRole, type TestUser } from '../../support/identities.js';
import { onePolicy } from '../../support/policy.js';
import { Office, type Job } from '../fixtures/office.js';

const action = 'protectInstance';
const region = 'eu-west-1';
const takesAws = onePolicy({ proofs: ['ssh', 'ssh-sk', 'aws'] });

let office: Office;
let identities: Identities;
let instance: string;
let alex: TestUser;
let robins: TestRole;
/** Of the role that is robin, under a name that is not theirs. */
let session: Held;
beforeAll(async () => {
  office = await Office.open(async (aws) => {
    identities = new Identities(aws.config);
    alex = await identities.user();
    robins = await identities.role();
    session = await identities.session(robins, 'alex', alex.key);
    const lead = { roles: ['ir-lead'], keys: [] };
    const operators = [
      { name: 'alex', person: 'alex', principals: [alex.arn], ...lead },
      { name: 'robin', person: 'robin', principals: [robins.arn], ...lead },
    ];
    return { operators };
  });
  const { ec2 } = office.aws;
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-0f1eb4ea0000000a1',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: Subnets[0]?.SubnetId,
    }),
  );
  instance = Instances[0]?.InstanceId ?? '';
});
afterAll(async () => {
  identities.destroy();
  await office.close();
});

let job: Job;
let planned: PlannedStages;
beforeEach(async () => {
  office.policy = takesAws;
  job = await office.job(instance);
  planned = await office.plan(job, action);
});

const approvalBy = (operator: string, change: Partial<PlanDecision> = {}): PlanDecision => ({
  v: 1,
  kind: 'decision',
  operator,
  case: job.case,
  run: job.run,
  reason: 'read it',
  nonce: planned.gate?.nonce ?? '',
  at: new Date().toISOString(),
  plan: planned.plan.root,
  decision: 'approve',
  ...change,
});
const proved = <T extends OperatorDocument>(document: T, by: AwsCredentials): AwsSigned<T> =>
  awsSigned(document, by, { region, host: new URL(office.aws.url).host });
const decide = (signed: Signed<PlanDecision>) =>
  office.engine('gate.decide', { case: job.case, run: job.run, gate: planned.gate?.id ?? null, signed });
const last = async <K extends 'approval' | 'refusal'>(kind: K): Promise<Entry<K> | undefined> =>
  (await office.entries(job, kind)).at(-1);
const asked = async (work: () => Promise<unknown>): Promise<number> => {
  const { events: next } = await office.aws.admin.health();
  await work();
  const { events } = await office.aws.admin.events(next);
  return events.filter(({ eventName }) => eventName === 'GetCallerIdentity').length;
};
const question = () => ({
  case: job.case,
  run: job.run,
  step: planned.stages[0]?.tracks[0]?.steps?.[0]?.id ?? '',
  root: planned.plan.root,
  document: planned.plan.document,
});

describe('an approval with an AWS proof', () => {
  it('counts where the rule takes it: what AWS said is on record, and what could be shown again is not', async () => {
    await expect(decide(proved(approvalBy('alex'), alex.key))).resolves.toMatchObject({
      accepted: true,
      settles: true,
    });
    const entry = await last('approval');
    expect(entry?.body).toMatchObject({ person: 'alex', proof: 'aws' });
    expect(entry?.body.signed).toEqual({
      document: expect.objectContaining({ operator: 'alex', decision: 'approve' }),
      aws: {
        region,
        date: expect.stringMatching(/^\d{8}T\d{6}Z$/),
        accessKeyId: alex.key.accessKeyId,
        checked: {
          account: alex.arn.split(':')[4],
          arn: alex.arn,
          userId: expect.stringMatching(/^AIDA/),
          requestId: expect.any(String),
          at: expect.any(String),
        },
      },
    });
    await expect(office.attempt(job, planned, action, 'apply')).resolves.toBeDefined();
  });

  it('is a role’s, whatever the session is called; the token is not kept', async () => {
    await expect(decide(proved(approvalBy('robin'), session))).resolves.toMatchObject({ accepted: true });
    const entry = await last('approval');
    expect(entry?.body).toMatchObject({
      person: 'robin',
      signed: { aws: { checked: { arn: expect.stringMatching(/\/alex$/), userId: `${robins.id}:alex` } } },
    });
    expect(JSON.stringify(entry)).not.toContain(session.sessionToken);
  });

  it('is not somebody’s because the session bears their name', async () => {
    await expect(decide(proved(approvalBy('alex'), session))).resolves.toMatchObject({
      accepted: false,
      code: 'unknown-principal',
      message: expect.stringContaining('who is not alex'),
    });
    expect((await last('refusal'))?.body).toMatchObject({
      proven: false,
      signed: { aws: { checked: { userId: `${robins.id}:alex` } } },
    });
  });

  it('falls short of a rule that says nothing of it', async () => {
    office.policy = onePolicy();
    job = await office.job(instance);
    planned = await office.plan(job, action);
    await expect(decide(proved(approvalBy('alex'), alex.key))).resolves.toMatchObject({
      accepted: false,
      code: 'weak-proof',
      message: expect.stringContaining('takes ssh or ssh-sk only: sign with an SSH key'),
    });
    expect((await last('refusal'))?.body).toMatchObject({ proven: true, operator: 'alex' });
    await expect(office.attempt(job, planned, action, 'apply')).rejects.toMatchObject({ type: 'NotAuthorized' });
  });

  it('for another gate, or turned into another decision, is refused, and nothing is proven', async () => {
    const { aws } = proved(approvalBy('alex', { nonce: randomUUID() }), alex.key);
    const moved: Signed<PlanDecision> = { document: approvalBy('alex'), aws };
    await expect(decide(moved)).resolves.toMatchObject({ accepted: false, code: 'refused-by-aws' });
    expect((await last('refusal'))?.body).toMatchObject({ proven: false, signed: { aws: { checked: null } } });
    expect(await last('approval')).toBeUndefined();
  });

  it('is not taken from who writes down what AWS would say', async () => {
    const check = {
      account: '111122223333',
      arn: alex.arn,
      userId: 'AIDA',
      requestId: 'r',
      at: new Date().toISOString(),
    };
    const { document, aws } = proved(approvalBy('alex'), { ...alex.key, secretAccessKey: 'guessed' });
    const { signature: _signature, ...scope } = aws;
    for (const forged of [
      { document, aws: { ...aws, checked: check } },
      { document, aws: { ...scope, checked: check } },
      { document, aws, signature: 'x' },
    ])
      await expect(decide(forged as unknown as Signed<PlanDecision>)).resolves.toMatchObject({
        accepted: false,
        code: 'malformed',
      });
    expect(await last('approval')).toBeUndefined();
  });

  it('is shown to AWS once: handed in again, what AWS said the first time stands', async () => {
    const signed = proved(approvalBy('alex'), alex.key);
    expect(await asked(() => decide(signed))).toBe(1);
    const late: AwsSigned<PlanDecision> = { ...signed, aws: { ...signed.aws, date: '20200101T000000Z' } };
    expect(await asked(async () => expect(await decide(late)).toMatchObject({ accepted: true }))).toBe(0);
    expect(await office.entries(job, 'approval')).toHaveLength(1);
  });

  it.each([
    ['nobody', 'mallory', 'unknown-operator'],
    ['somebody who signs with a key alone', 'lead', 'unknown-principal'],
  ])('in the name of %s does not reach AWS', async (_, name, code) => {
    const signed = proved(approvalBy(name), alex.key);
    expect(await asked(async () => expect(await decide(signed)).toMatchObject({ accepted: false, code }))).toBe(0);
  });

  it('is a person’s no as well', async () => {
    await expect(decide(proved(approvalBy('alex', { decision: 'deny' }), alex.key))).resolves.toMatchObject({
      accepted: true,
      settles: true,
    });
    await expect(office.attempt(job, planned, action, 'apply')).rejects.toThrow(/alex denied the plan/);
  });
});

describe('a recorded AWS proof', () => {
  it('carries a release to when its run has ended, however long that takes', async () => {
    const { plan: _plan, decision: _decision, ...stamp } = approvalBy('alex', { nonce: randomUUID() });
    const signed = proved({ ...stamp, kind: 'release', steps: [] } as const, alex.key);
    const late = { ...signed, aws: { ...signed.aws, date: '20200101T000000Z' } };
    const workflowExecution = { workflowId: releaseWorkflowId(job.run, 'release-1'), runId: 'x' };
    const where = { case: job.case, run: job.run, release: 'release-1' };
    const request = (one: typeof signed) =>
      office.engine('run.request', { ...where, signed: one }, { workflowExecution });
    await expect(request(late)).resolves.toMatchObject({ accepted: false, code: 'stale-proof' });
    await expect(request(signed)).resolves.toMatchObject({ accepted: true });
    await expect(request(late)).resolves.toMatchObject({ accepted: true, opened: { person: 'alex' } });
  });

  it('is mapped to people by the operators of today', async () => {
    await decide(proved(approvalBy('alex'), alex.key));
    const authorize = (operators: readonly Operator[]) =>
      new Authority(office.ledger, operators).authorizeStep(question());
    await expect(authorize(office.operators)).resolves.toMatchObject({ approvals: { have: ['alex'] } });
    const without = office.operators.map((one) => ({ ...one, principals: [robins.arn] }));
    await expect(authorize(without)).rejects.toThrow(/who is not alex/);
  });

  it('proves nothing in an entry that the worker did not sign', async () => {
    await decide(proved(approvalBy('robin'), session));
    const forge = (entry: Entry): Entry =>
      entry.kind === 'approval' && 'aws' in entry.body.signed
        ? { ...entry, body: { ...entry.body, signed: { ...entry.body.signed, document: approvalBy('alex') } } }
        : entry;
    const forged = new Authority(
      {
        keys: office.ledger.keys,
        getDocument: (hash) => office.ledger.getDocument(hash),
        entries: async (...query) => (await office.ledger.entries(...query)).map(forge),
      },
      office.operators,
    );
    await expect(forged.authorizeStep(question())).rejects.toThrow(/is not genuine/);
    await expect(forged.recorded(job, approvalBy('alex'))).resolves.toBeNull();
  });
});

describe('a run that is asked for with an AWS proof', () => {
  const request = async (): Promise<void> => {
    const document: RunRequest = {
      v: 1,
      kind: 'run',
      operator: 'alex',
      case: job.case,
      run: `run-${randomUUID().slice(0, 8)}`,
      reason: 'seen by GuardDuty',
      nonce: randomUUID(),
      at: new Date().toISOString(),
      playbook: 'contain-instance',
      severity: 'P2',
      title: 'A host',
      input: { instanceId: instance },
    };
    const signed = proved(document, alex.key);
    const info = { workflowExecution: { workflowId: document.run, runId: 'x' } };
    const opened = await office.engine('run.open', { signed, playbookVersion: '1' }, info);
    expect(opened).toMatchObject({ person: 'alex' });
    job = { ...job, run: document.run };
    planned = await office.plan(job, action);
  };

  it('is approved by somebody else', async () => {
    await request();
    await expect(decide(proved(approvalBy('alex'), alex.key))).resolves.toMatchObject({ code: 'self-approval' });
    await expect(decide(proved(approvalBy('robin'), session))).resolves.toMatchObject({ accepted: true });
    await expect(office.attempt(job, planned, action, 'apply')).resolves.toBeDefined();
  });

  it('begins nothing before that, also where an SSH key would be enough', async () => {
    const standing = { roles: ['responder', 'ir-lead'], ratifyWithin: 600 };
    office.policy = onePolicy({ proofs: ['ssh', 'ssh-sk', 'aws'], standing });
    job = await office.job(instance);
    planned = await office.plan(job, action);
    expect(planned.standing?.steps).toHaveLength(1);
    await expect(office.attempt(job, planned, action, 'apply')).resolves.toBeDefined();
    await request();
    expect(planned.standing).toBeNull();
    await expect(office.attempt(job, planned, action, 'apply')).rejects.toMatchObject({ type: 'NotAuthorized' });
  });
});
