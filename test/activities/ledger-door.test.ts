import { join } from 'node:path';
import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readingFor, type Attempt } from '../../activities/aws/attempt.js';
import { awsFor } from '../../activities/engine/aws-for.js';
import type { PlannedStages } from '../../workflows/contract/activities.js';
import type { PlanDocument, PlannedCall } from '../../workflows/contract/plan.js';
import { makeStage, type Stage } from '../sandbox/gateway/stage.js';
import { Office, type Job } from './fixtures/office.js';
import { openLedgerFile } from '../support/ledger-file.js';

let office: Office;
let stage: Stage;
beforeAll(async () => {
  office = await Office.open();
  stage = await makeStage(office.aws.ec2);
});
afterEach(() => office.aws.admin.clearFaults());
afterAll(() => office.close());

const instance = async (): Promise<string> => (await stage.launch()).InstanceId ?? '';
const signed = async (action: string): Promise<{ job: Job; planned: PlannedStages }> => {
  const job = await office.job(await instance());
  const planned = await office.plan(job, action);
  await office.sign(job, planned);
  return { job, planned };
};
const callsOf = async ({ plan }: PlannedStages): Promise<readonly PlannedCall[]> => {
  const document = (await office.ledger.getDocument(plan.document)) as unknown as PlanDocument;
  return document.stages.flatMap(({ tracks }) =>
    tracks.flatMap(({ steps }) => steps.flatMap((step) => step.signed.calls)),
  );
};
/** What an action gets in an attempt of the plan's first step. */
const awsOf = async (job: Job, planned: PlannedStages, number: number, stillMine = (): void => undefined) => {
  const step = planned.stages[0]?.tracks[0]?.steps?.[0]?.id ?? '';
  const { root, document } = planned.plan;
  const attempt: Attempt = {
    case: job.case,
    run: job.run,
    step,
    attempt: number,
    authority: { root, document },
    stillMine,
  };
  const workplace = { clients: office.clients, ledger: office.ledger, actor: 'worker:test' } as never;
  const aws = awsFor(workplace, { account: '', region: '' }, attempt, await callsOf(planned), null);
  return { make: (id: string, values = {}) => office.clients.during(attempt, () => aws.make(id, values)) };
};

describe('no AWS call', () => {
  it('is made outside any attempt', async () => {
    const seen = await office.watch();
    await expect(office.clients.ec2.describeVpcs({})).rejects.toMatchObject({ type: 'NotAuthorized' });
    expect(await seen('DescribeVpcs')).toEqual([]);
  });

  it('is made in an attempt without its being on record, with the request id that AWS knows', async () => {
    const job = await office.job(await instance());
    const seen = await office.watch();
    await office.clients.during(readingFor(job), () => office.clients.ec2.describeVpcs({}));
    const [entry] = await office.entries(job, 'call');
    expect(entry?.body).toMatchObject({
      service: 'ec2',
      operation: 'DescribeVpcs',
      outcome: 'ok',
      step: null,
      call: null,
    });
    expect((await seen('DescribeVpcs')).map(({ requestID }) => requestID)).toEqual([entry?.body.requestId]);
    expect(await office.entries(job, 'intent')).toEqual([]);
  });

  it('that changes something is made as part of no plan', async () => {
    const job = await office.job(await instance());
    const seen = await office.watch();
    const tag = { Resources: [stage.vpcId], Tags: [{ Key: 'mine', Value: 'all mine' }] };
    const change = office.clients.during(readingFor(job), () => office.clients.ec2.createTags(tag));
    await expect(change).rejects.toMatchObject({ type: 'NotAuthorized', message: expect.stringContaining('not made') });
    expect(await seen('CreateTags')).toEqual([]);
    expect(await office.entries(job, 'intent', 'call')).toEqual([]);
  });

  it('that changes something is made from a plan that nobody signed', async () => {
    const job = await office.job(await instance());
    const planned = await office.plan(job, 'protectInstance');
    const seen = await office.watch();
    await expect(office.attempt(job, planned, 'protectInstance', 'apply')).rejects.toMatchObject({
      type: 'NotAuthorized',
      message: expect.stringContaining('0 of 1 approvals'),
    });
    expect(await seen('ModifyInstanceAttribute')).toEqual([]);
    expect(await office.entries(job, 'intent')).toEqual([]);
  });

  it('that changes something is made with another input than was signed', async () => {
    const { job, planned } = await signed('protectInstance');
    const seen = await office.watch();
    const aws = await awsOf(job, planned, 1);
    await expect(aws.make('termination', { InstanceId: await instance() })).rejects.toMatchObject({
      type: 'NotAuthorized',
      message: expect.stringContaining('not what was signed'),
    });
    await expect(aws.make('something-else')).rejects.toMatchObject({ type: 'NotAuthorized' });
    expect(await seen('ModifyInstanceAttribute')).toEqual([]);
  });

  it('that changes something is made under the signature of another run', async () => {
    const { planned } = await signed('protectInstance');
    const other = await office.job(await instance());
    const seen = await office.watch();
    await expect((await awsOf(other, planned, 1)).make('termination')).rejects.toMatchObject({ type: 'NotAuthorized' });
    expect(await seen('ModifyInstanceAttribute')).toEqual([]);
  });

  it('that changes something is made by an attempt that a newer one has overtaken', async () => {
    const { job, planned } = await signed('protectInstance');
    await (await awsOf(job, planned, 2)).make('termination');
    const seen = await office.watch();
    for (const stale of [1, 2])
      await expect((await awsOf(job, planned, stale)).make('termination')).rejects.toMatchObject({ type: 'Fenced' });
    expect(await seen('ModifyInstanceAttribute')).toEqual([]);
    await (await awsOf(job, planned, 3)).make('termination');
    expect(await seen('ModifyInstanceAttribute')).toHaveLength(1);
  });

  it('that changes something is made by an attempt that was frozen while its intent was written', async () => {
    const { job, planned } = await signed('protectInstance');
    const seen = await office.watch();
    const frozen = await awsOf(job, planned, 1, () => {
      throw new Error('frozen');
    });
    await expect(frozen.make('termination')).rejects.toThrow('frozen');
    expect(await seen('ModifyInstanceAttribute')).toEqual([]);
    expect(await office.entries(job, 'intent')).toHaveLength(1);
  });

  it('that changes something is made while the ledger cannot be written, and all are when it can be again', async () => {
    const { job, planned } = await signed('protectInstance');
    const seen = await office.watch();
    const aws = await awsOf(job, planned, 1);
    const other = openLedgerFile(join(office.folder, 'ledger.db'));
    other.exec('BEGIN IMMEDIATE');
    await expect(aws.make('termination')).rejects.toMatchObject({ type: 'LedgerUnavailableError' });
    expect(await seen('ModifyInstanceAttribute')).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await aws.make('termination');
    expect(await seen('ModifyInstanceAttribute')).toHaveLength(1);
  }, 60_000);
});

describe('a signed call', () => {
  it('is announced before it is made, and its outcome is on record after', async () => {
    const { job, planned } = await signed('protectInstance');
    await office.attempt(job, planned, 'protectInstance', 'apply');
    const changes = (await office.entries(job, 'intent', 'call')).filter(({ body }) => body.call === 'termination');
    expect(changes.map(({ kind }) => kind)).toEqual(['intent', 'call']);
    expect(changes[0]?.body).toMatchObject({
      plan: planned.plan.root,
      attempt: 1,
      operation: 'ModifyInstanceAttribute',
    });
    expect(changes[1]?.body).toMatchObject({ outcome: 'ok', errorCode: null });
  });

  it('that AWS refuses is on record with AWS’s word for it, and says what to allow', async () => {
    const { job, planned } = await signed('snapshotVolumes');
    const match = { operation: 'CreateSnapshots' };
    await office.aws.admin.addFault({
      match,
      kind: 'error',
      status: 403,
      code: 'UnauthorizedOperation',
      message: 'no',
    });
    await expect(office.attempt(job, planned, 'snapshotVolumes', 'apply')).rejects.toMatchObject({
      type: 'AccessDenied',
      nonRetryable: true,
      details: [expect.stringContaining('ec2:CreateSnapshots')],
    });
    const calls = (await office.entries(job, 'call')).filter(({ body }) => body.call === 'snapshots');
    expect(calls.map(({ body }) => [body.outcome, body.errorCode])).toEqual([['error', 'UnauthorizedOperation']]);
  });

  it('whose answer was lost has no outcome, and the next attempt finds what it made instead of making another', async () => {
    const { job, planned } = await signed('isolateInstance');
    await office.aws.admin.addFault({ match: { operation: 'CreateSecurityGroup' }, kind: 'lost-answer' });
    const seen = await office.watch();
    await expect(office.attempt(job, planned, 'isolateInstance', 'apply', 1)).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
    });
    const group = `group/${stage.vpcId}`;
    const told = async () =>
      (await office.entries(job, 'intent', 'call', 'outcome')).filter(({ body }) => body.call === group);
    expect((await told()).map(({ kind }) => kind)).toEqual(['intent']);

    await office.attempt(job, planned, 'isolateInstance', 'apply', 2);
    await office.attempt(job, planned, 'isolateInstance', 'verify', 2);
    expect(await seen('CreateSecurityGroup')).toHaveLength(1);
    const after = await told();
    expect(after.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    const made =
      (after[1]?.body as { readonly output?: { readonly GroupId?: string } } | undefined)?.output?.GroupId ?? '';
    const { SecurityGroups } = await office.aws.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [made] }));
    expect(SecurityGroups).toHaveLength(1);
  });

  it('that was lost before it had any effect is made by the next attempt', async () => {
    const { job, planned } = await signed('snapshotVolumes');
    await office.aws.admin.addFault({ match: { operation: 'CreateSnapshots' }, kind: 'throttle' });
    const seen = await office.watch();
    await expect(office.attempt(job, planned, 'snapshotVolumes', 'apply', 1)).rejects.toMatchObject({
      type: 'Throttled',
      nonRetryable: false,
    });
    await office.attempt(job, planned, 'snapshotVolumes', 'apply', 2);
    await office.attempt(job, planned, 'snapshotVolumes', 'apply', 3);
    expect(await seen('CreateSnapshots')).toHaveLength(1);
    expect(await office.entries(job, 'evidence')).toHaveLength(1);
  });
});
