import { describe, expect, it } from '@jest/globals';
import { filled } from '../../../cli/findings/fill-inputs.js';
import { parseFindings } from '../../../cli/findings/read-findings.js';
import { playbookNamed } from '../../../cli/session/check-launch.js';
import type { Finding } from '../../../workflows/contract/case.js';

const instance = 'i-0abc1234def567890';
const key = 'ASIAIOSFODNN7EXAMPLE';

const guardDuty = {
  Id: 'b2a1',
  Type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
  Title: 'Credentials were used from outside.',
  Severity: 8.0,
  AccountId: '111122223333',
  Region: 'eu-west-1',
  CreatedAt: '2026-11-22T08:05:00.000Z',
  Resource: {
    ResourceType: 'AccessKey',
    InstanceDetails: { InstanceId: instance },
    AccessKeyDetails: { AccessKeyId: key, UserName: 'web-tier', UserType: 'AssumedRole' },
  },
  Service: { EventFirstSeen: '2026-11-22T08:00:00Z' },
};

const asff = {
  SchemaVersion: '2018-10-08',
  Id: 'arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/f',
  ProductArn: 'arn:aws:securityhub:eu-west-1::product/aws/guardduty',
  ProductName: 'GuardDuty',
  AwsAccountId: '111122223333',
  Types: ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS'],
  Title: 'it talks to a stranger',
  Severity: { Label: 'CRITICAL' },
  FirstObservedAt: '2026-11-22T08:00:00Z',
  CreatedAt: '2026-11-22T08:05:00.000Z',
  Resources: [
    { Type: 'AwsEc2Instance', Id: `arn:aws:ec2:eu-west-1:111122223333:instance/${instance}` },
    {
      Type: 'AwsIamAccessKey',
      Id: `AWS::IAM::AccessKey:${key}`,
      Details: { AwsIamAccessKey: { PrincipalName: 'deploy-bot', PrincipalType: 'IAMUser' } },
    },
  ],
};

const ocsf = {
  class_uid: 2004,
  severity: 'Fatal',
  cloud: { account: { uid: '111122223333' }, region: 'eu-west-1' },
  metadata: { product: { name: 'GuardDuty' } },
  finding_info: {
    uid: 'f-1',
    title: 'it talks to a stranger',
    types: ['Backdoor'],
    first_seen_time: Date.UTC(2026, 10, 22, 8),
    created_time_dt: '2026-11-22T08:05:00.000Z',
  },
  resources: [{ uid: `arn:aws:ec2:eu-west-1:111122223333:instance/${instance}`, type: 'AWS::EC2::Instance' }],
};

const read = (value: unknown): readonly Finding[] => parseFindings(JSON.stringify(value), 'finding.json');

/** The same as the service itself writes it. */
const uncapitalised = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name[0]?.toLowerCase() + name.slice(1), uncapitalised(one)]),
      )
    : value;

const times = { firstSeen: '2026-11-22T08:00:00.000Z', createdAt: '2026-11-22T08:05:00.000Z' };
const place = { account: '111122223333', region: 'eu-west-1' };

describe('a finding', () => {
  const ofGuardDuty = {
    provider: 'GuardDuty',
    id: 'b2a1',
    type: guardDuty.Type,
    title: guardDuty.Title,
    severity: 'high',
    ...times,
    ...place,
    resources: [instance, key, 'role/web-tier'],
  };

  it.each([
    ['the AWS CLI', guardDuty],
    ['get-findings', { Findings: [guardDuty] }],
    ['the API itself', uncapitalised(guardDuty)],
    ['EventBridge', { source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding', detail: uncapitalised(guardDuty) }],
  ])('of GuardDuty is read as %s hands it out', (_who, value) => {
    expect(read(value)).toEqual([ofGuardDuty]);
  });

  it.each([
    ['get-findings', { Findings: [asff] }],
    ['EventBridge', { 'detail-type': 'Security Hub Findings - Imported', detail: { findings: [asff] } }],
  ])('of Security Hub is read as %s hands it out', (_who, value) => {
    expect(read(value)).toEqual([
      expect.objectContaining({ ...times, severity: 'critical', resources: [instance, key, 'user/deploy-bot'] }),
    ]);
  });

  it('in OCSF is read', () => {
    expect(read({ Findings: [ocsf] })).toEqual([
      {
        provider: 'GuardDuty',
        id: 'f-1',
        type: 'Backdoor',
        title: 'it talks to a stranger',
        severity: 'critical',
        ...times,
        ...place,
        resources: [instance],
      },
    ]);
  });

  it('keeps no text that hides something, and none that is longer than it may be', () => {
    const [found] = read({ ...guardDuty, Title: `\u001b]0;pwned\u0007a\u202eb${'x'.repeat(900)}`, Id: '\u200b' });
    expect(found).toMatchObject({ id: 'unnamed', title: `ab${'x'.repeat(298)}` });
  });

  it('names nobody to act on where there is nobody', () => {
    const { AccessKeyDetails, ...rest } = guardDuty.Resource;
    const federated = { ...AccessKeyDetails, UserType: 'FederatedUser' };
    const [found] = read({ ...guardDuty, Resource: { ...rest, AccessKeyDetails: federated } });
    expect(found?.resources).toEqual([instance, key]);
  });

  it('has no time where what it says is none', () => {
    const [found] = read({
      ...guardDuty,
      CreatedAt: 'yesterday',
      Service: { EventFirstSeen: '+275760-09-13T00:00:00Z' },
    });
    expect(found).toMatchObject({ firstSeen: null, createdAt: null });
  });

  it.each([
    ['no JSON', '{'],
    ['something else', '{"instanceId": "i-1"}'],
    ['none', '{"Findings": []}'],
    ['too many', JSON.stringify({ Findings: Array.from({ length: 11 }, () => guardDuty) })],
    ['something else among them', JSON.stringify({ Findings: [guardDuty, { Id: 1 }] })],
  ])('is not read out of a file with %s', (_what, text) => {
    expect(() => parseFindings(text, 'finding.json')).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('inputs of a playbook', () => {
  const fill = (name: string, resources: readonly string[], given = {}) =>
    filled(
      playbookNamed(name),
      given,
      read(guardDuty).map((one) => ({ ...one, resources })),
    );

  it.each([
    ['an instance', 'contain-instance', [instance, key], { instanceId: instance }],
    [
      'whose key it is, before the key',
      'revoke-credentials',
      [instance, key, 'role/web-tier'],
      { principal: 'role/web-tier' },
    ],
    [
      'one role, by whichever of its names comes first',
      'revoke-credentials',
      ['arn:aws:iam::111122223333:role/svc/web-tier', 'role/web-tier'],
      { principal: 'arn:aws:iam::111122223333:role/svc/web-tier' },
    ],
    ['a key, where that is all', 'revoke-credentials', [key], { principal: key }],
    ['nothing, where nothing is named', 'contain-instance', ['arn:aws:s3:::acme'], {}],
  ])('are filled in with %s', (_what, playbook, resources, inputs) => {
    expect(fill(playbook, resources)).toEqual(inputs);
  });

  it('are not guessed where several are named', () => {
    expect(() => fill('contain-instance', [instance, 'i-11111111'])).toThrow(/needs to know which is meant/);
  });

  it('that were given stay as they are', () => {
    expect(fill('contain-instance', [instance, 'i-11111111'], { instanceId: 'i-22222222' })).toEqual({
      instanceId: 'i-22222222',
    });
  });
});
