import { AutoScalingClient, paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2, paginateDescribeTargetGroups } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GuardDuty, paginateListFindings } from '@aws-sdk/client-guardduty';
import { KMS, paginateListKeys } from '@aws-sdk/client-kms';
import { paginateGetFindings, SecurityHub } from '@aws-sdk/client-securityhub';
import { paginateListDocuments, SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SandboxAws } from '../../../support/aws.js';
import { everything, refusal, startForSdk } from './calls.js';

let sandbox: SandboxAws;

beforeAll(async () => {
  sandbox = await startForSdk();
});

afterAll(() => sandbox.stop());

test('the JSON and REST JSON services, in pages', async () => {
  const { config } = sandbox;
  const kms = new KMS(config);
  await Promise.all([kms.createKey({}), kms.createKey({})]);
  expect(await everything(paginateListKeys({ client: kms, pageSize: 1 }, {}), (page) => page.Keys)).toHaveLength(2);
  const ssm = new SSM(config);
  const documents = paginateListDocuments({ client: ssm, pageSize: 2 }, {});
  expect((await everything(documents, (page) => page.DocumentIdentifiers)).length).toBeGreaterThan(3);
  expect(await refusal(ssm.getParameter({ Name: '/nothing' }))).toEqual(['ParameterNotFound', 400]);
  const guard = new GuardDuty(config);
  const { DetectorId } = await guard.createDetector({ Enable: true });
  await guard.createSampleFindings({ DetectorId });
  const ids = await everything(
    paginateListFindings({ client: guard, pageSize: 2 }, { DetectorId }),
    (page) => page.FindingIds,
  );
  const { Findings } = await guard.getFindings({ DetectorId, FindingIds: [...ids] });
  expect(Findings?.map(({ Id }) => Id).sort()).toEqual([...ids].sort());
  const hub = new SecurityHub(config);
  expect(await refusal(hub.getFindings({}))).toEqual(['InvalidAccessException', 401]);
  await hub.enableSecurityHub({});
  const found = [];
  for await (const page of paginateGetFindings({ client: hub }, {})) found.push(...(page.Findings ?? []));
  expect(found).toEqual(expect.any(Array));
  const trail = new CloudTrailClient(config);
  const pages = paginateLookupEvents({ client: trail, pageSize: 5 }, {});
  const { value } = await pages.next();
  expect(value?.Events?.map(({ EventName }) => EventName)).toContain('EnableSecurityHub');
});

test('the Query services, in pages', async () => {
  const { config } = sandbox;
  const elb = new ElasticLoadBalancingV2(config);
  const { Vpc } = await new EC2(config).createVpc({ CidrBlock: '10.30.0.0/16' });
  for (const Name of ['one', 'two'])
    await elb.createTargetGroup({ Name, Protocol: 'HTTP', Port: 80, VpcId: Vpc?.VpcId });
  const groups = paginateDescribeTargetGroups({ client: elb }, { PageSize: 1 });
  expect((await everything(groups, (page) => page.TargetGroups)).map((one) => one.TargetGroupName)).toEqual([
    'one',
    'two',
  ]);
  expect(await refusal(elb.describeTargetGroups({ Names: ['three'] }))).toEqual(['TargetGroupNotFoundException', 400]);
  const scaling = new AutoScalingClient(config);
  const { value } = await paginateDescribeAutoScalingGroups({ client: scaling }, {}).next();
  expect(value?.AutoScalingGroups).toEqual([]);
});
