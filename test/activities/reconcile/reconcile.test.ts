import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gunzipSync, gzipSync } from 'node:zlib';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { workerCredentials } from '../../../sandbox/estate/estate.js';
import { workerPermissions } from '../../../worker/permissions.js';
import { deploymentChain } from '../../../workflows/contract/deployment.js';
import type { Reconciliation, ReconcileRequest } from '../../../workflows/contract/reconciliation.js';
import { held, type Held } from '../../support/identities.js';
import { Incident } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());

const reconcile = async (request: Partial<ReconcileRequest> = {}): Promise<Reconciliation> => {
  const { office } = incident;
  const asked = { run: 'audit-1', case: null, since: null, settle: 0, trail: null, ...request };
  const hash = await office.engine('audit.reconcile', asked);
  return (await office.ledger.getDocument(hash)) as unknown as Reconciliation;
};

/** The world began anew with the test, so what the ledger has of other tests is not in its CloudTrail. */
const isolated = async () => {
  const since = new Date().toISOString();
  const signed = await incident.signed('isolateInstance');
  await incident.done(signed, 'isolateInstance');
  const intents = await incident.office.entries(signed.job, 'intent');
  return { since, signed, case: signed.job.case, calls: intents.length };
};

describe('a ledger and a CloudTrail that tell of the same calls', () => {
  it('explain each other', async () => {
    const { since, case: caseId, calls } = await isolated();
    expect(calls).toBeGreaterThan(1);
    const found = await reconcile({ since, case: caseId });
    expect(found).toMatchObject({
      ok: true,
      account: incident.estate.account,
      identity: incident.estate.worker.roleArn,
      byShape: 0,
      unexplained: [],
      missing: [],
      notCovered: [],
      notYet: 0,
      window: { since },
    });
    expect(found.matched).toBe(calls);
    const newest = (await incident.office.ledger.entries(deploymentChain, { kinds: ['deployment'] })).at(-1);
    expect(newest?.body).toMatchObject({ event: 'reconciled', request: 'audit-1', ok: true, matched: calls });
    const [home, ...others] = found.sources;
    expect(home).toMatchObject({ kind: 'LookupEvents', region: incident.estate.region, events: calls });
    expect(others.map(({ region }) => region)).toEqual(expect.arrayContaining(['us-east-1', 'ap-southeast-2']));
    expect(others.map(({ events }) => events)).toEqual(others.map(() => 0));
  });

  it('do so too where an answer was lost, by what was called, on what and when', async () => {
    await incident.office.aws.admin.addFault({
      match: { operation: 'ModifyNetworkInterfaceAttribute' },
      kind: 'lost-answer',
    });
    const { since, case: caseId } = await isolated();
    expect(await reconcile({ since, case: caseId })).toMatchObject({ ok: true, byShape: 1, unexplained: [] });
  });
});

/** A session of the worker's role, as whoever has the worker's key can begin one. */
const stolen = async (): Promise<Held> => {
  const sts = new STS({ ...incident.office.aws.config, credentials: workerCredentials(incident.estate) });
  const { Credentials } = await sts.assumeRole({
    RoleArn: incident.estate.worker.roleArn,
    RoleSessionName: 'thief',
  });
  sts.destroy();
  return held(Credentials);
};

describe('a call of our identity that no entry tells of', () => {
  it('is listed, with where it came from: somebody else has the credentials', async () => {
    const { since, case: caseId, calls } = await isolated();
    const credentials = await stolen();
    const thief = new EC2({ ...incident.office.aws.config, credentials });
    await thief.createTags({ Resources: [incident.host], Tags: [{ Key: 'mine', Value: 'now' }] });
    await thief.describeInstances({});
    thief.destroy();
    const found = await reconcile({ since, case: caseId });
    expect(found).toMatchObject({ ok: false, matched: calls, missing: [] });
    expect(found.unexplained).toEqual([
      expect.objectContaining({
        eventSource: 'ec2.amazonaws.com',
        eventName: 'CreateTags',
        region: incident.estate.region,
        arn: `arn:aws:sts::${incident.estate.account}:assumed-role/firebreak/thief`,
        accessKeyId: credentials.accessKeyId,
        sourceIp: expect.any(String),
        errorCode: null,
      }),
    ]);
  });

  it('is listed as well when it was made by who takes our role, and who does nothing else', async () => {
    const since = new Date().toISOString();
    const thief = new EC2({ ...incident.office.aws.config, credentials: workerCredentials(incident.estate) });
    await expect(thief.terminateInstances({ InstanceIds: [incident.host] })).rejects.toThrow();
    thief.destroy();
    expect((await reconcile({ since })).unexplained).toEqual([
      expect.objectContaining({ eventName: 'TerminateInstances', arn: incident.estate.worker.principal }),
    ]);
  });

  it('may be anywhere else where the worker cannot ask which Regions there are, and that is said', async () => {
    await incident.permit(workerPermissions().filter((one) => one !== 'ec2:DescribeRegions'));
    const { sources, notCovered } = await reconcile({ since: new Date().toISOString() });
    expect(sources.map(({ region }) => region)).toEqual([incident.estate.region, 'us-east-1']);
    expect(notCovered).toEqual([
      { why: expect.stringMatching(/other Regions than eu-west-1 and us-east-1/), entries: [] },
    ]);
  });

  it('is listed in whichever Region it was made, where the service has none, and where AWS refused it', async () => {
    const since = new Date().toISOString();
    const config = { ...incident.office.aws.config, credentials: await stolen() };
    const [here, there, iam] = [new EC2(config), new EC2({ ...config, region: 'ap-southeast-2' }), new IAM(config)];
    const { userName, accessKeyId } = incident.estate.leakedKey;
    await iam.updateAccessKey({ UserName: userName, AccessKeyId: accessKeyId, Status: 'Inactive' });
    await there.createSecurityGroup({ GroupName: 'far-away', Description: 'far away' });
    const refused = here.terminateInstances({ InstanceIds: [incident.host] });
    await expect(refused).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    for (const client of [here, there, iam]) client.destroy();
    const { unexplained } = await reconcile({ since });
    expect(unexplained.map(({ eventName, region, errorCode }) => [eventName, region, errorCode])).toEqual(
      expect.arrayContaining([
        ['UpdateAccessKey', 'us-east-1', null],
        ['CreateSecurityGroup', 'ap-southeast-2', null],
        ['TerminateInstances', incident.estate.region, 'Client.UnauthorizedOperation'],
      ]),
    );
  });
});

it('misses the event of a call that the ledger says was made', async () => {
  const { ledger } = incident.office;
  const since = new Date().toISOString();
  const { job, planned } = await incident.signed('isolateInstance');
  const call = {
    run: job.run,
    step: 'isolateInstance/i-1/isolateInstance',
    call: 'made-up',
    attempt: 1,
    service: 'ec2',
    operation: 'ModifyInstanceAttribute',
    target: incident.host,
    input: {},
  };
  await ledger.intend(job.case, 'worker:test', { ...call, plan: planned.plan.root });
  const answer = { requestId: 'made-up', outcome: 'ok', errorCode: null, durationMs: 1 } as const;
  await ledger.append(job.case, 'worker:test', 'call', { ...call, ...answer });
  expect(await reconcile({ since, case: job.case })).toMatchObject({
    ok: false,
    missing: [{ case: job.case, operation: 'ModifyInstanceAttribute', requestId: 'made-up' }],
  });
  expect(await reconcile({ since, case: job.case, settle: 900 })).toMatchObject({ ok: true, missing: [], notYet: 1 });
});

describe('the files of a trail', () => {
  const bucket = 'acme-logs';
  const trail = `s3://${bucket}`;
  const hour = 3_600_000;

  /** Calls of ours, and three hours later: digests name the files that tell of them. */
  const logged = async () => {
    const done = await isolated();
    for (let hours = 0; hours < 3; hours += 1) await incident.office.aws.admin.advanceClock(hour);
    const keys = async (kind: string): Promise<readonly string[]> => {
      const { Contents = [] } = await incident.account.s3.listObjectsV2({
        Bucket: bucket,
        Prefix: `AWSLogs/${incident.estate.account}/${kind}/${incident.estate.region}/`,
      });
      return Contents.map(({ Key = '' }) => Key).sort();
    };
    const problems = async () => {
      const { ok, sources } = await reconcile({ since: done.since, case: done.case, trail });
      return { ok, problems: sources.flatMap((one) => (one.kind === 'trail' ? one.problems : [])) };
    };
    return { ...done, digests: (await keys('CloudTrail-Digest')).slice(-3), files: await keys('CloudTrail'), problems };
  };

  it('are a second source, as far as digests vouch for them', async () => {
    const { since, case: caseId, calls } = await logged();
    const found = await reconcile({ since, case: caseId, trail });
    expect(found).toMatchObject({ ok: true, matched: calls, unexplained: [], missing: [] });
    const regions = found.sources.filter(({ kind }) => kind === 'trail');
    expect(regions.map(({ region }) => region)).toContain('us-east-1');
    const [home] = regions.filter(({ region }) => region === incident.estate.region);
    expect(home).toMatchObject({ bucket, trail: 'acme-trail', problems: [] });
    expect(home?.events).toBeGreaterThanOrEqual(calls);
  });

  it('tell when a log file was altered, and when it is gone', async () => {
    const { files, problems } = await logged();
    const { s3 } = incident.account;
    const last = files.at(-1) ?? '';
    await s3.putObject({ Bucket: bucket, Key: last, Body: gzipSync('{"Records":[]}') });
    expect(await problems()).toEqual({
      ok: false,
      problems: [{ kind: 'altered', object: last, what: 'it is not what its digest says' }],
    });
    await s3.deleteObject({ Bucket: bucket, Key: last });
    expect(await problems()).toMatchObject({ ok: false, problems: [{ kind: 'missing', object: last }] });
  });

  it('tell when a digest was altered, and when one is gone', async () => {
    const { digests, problems } = await logged();
    const { s3 } = incident.account;
    const [, middle = ''] = digests;
    const { Body, Metadata = {} } = await s3.getObject({ Bucket: bucket, Key: middle });
    const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString('utf8');
    await s3.putObject({ Bucket: bucket, Key: middle, Body: gzipSync(`${text} `), Metadata });
    expect(await problems()).toEqual({
      ok: false,
      problems: [{ kind: 'altered', object: middle, what: 'its signature does not hold: it was altered' }],
    });
    await s3.deleteObject({ Bucket: bucket, Key: middle });
    expect(await problems()).toMatchObject({ ok: false, problems: [{ kind: 'missing', object: middle }] });
  });

  it('have a gap where a Region has none at all, and a folder that is no Region’s is told', async () => {
    const { problems } = await logged();
    const { s3 } = incident.account;
    const below = `AWSLogs/${incident.estate.account}/CloudTrail-Digest/`;
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: bucket, Prefix: `${below}ap-southeast-2/` });
    expect(Contents).not.toEqual([]);
    for (const { Key } of Contents) await s3.deleteObject({ Bucket: bucket, Key });
    await s3.putObject({ Bucket: bucket, Key: `${below}no region/a`, Body: 'a' });
    expect(await problems()).toEqual({
      ok: false,
      problems: [
        { kind: 'gap', object: expect.stringContaining('ap-southeast-2'), what: expect.stringMatching(/acme-trail/) },
        { kind: 'unreadable', object: `${below}no region/`, what: expect.stringMatching(/no Region/) },
      ],
    });
  });

  it('may lack those of a whole Region where the worker cannot ask which trails there are, and that is said', async () => {
    const { since, case: caseId } = await logged();
    await incident.permit([...workerPermissions(), 'cloudtrail:ListPublicKeys', 's3:ListBucket', 's3:GetObject']);
    expect((await reconcile({ since, case: caseId, trail })).notCovered).toEqual([
      { why: expect.stringMatching(/digests that are all gone.*cloudtrail:DescribeTrails/), entries: [] },
    ]);
  });

  it('are not looked for where there are none', async () => {
    await expect(reconcile({ trail: 's3://acme-backups' })).rejects.toMatchObject({ type: 'AccessDenied' });
    await expect(reconcile({ trail: 's3://acme-logs/elsewhere' })).rejects.toMatchObject({ type: 'NotFound' });
    await expect(reconcile({ trail: 'acme-logs' })).rejects.toMatchObject({ type: 'BadInput' });
  });
});

it('does not take what is no request', async () => {
  const request = reconcile({ since: 'yesterday' });
  await expect(request).rejects.toMatchObject({ type: 'BadInput' });
});
