import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { credentialExfiltration } from '../../../../sandbox/services/guardduty/identity-findings.js';
import { bitcoinTool } from '../../../../sandbox/services/guardduty/instance-findings.js';
import { securityhub } from '../../../../sandbox/services/securityhub/index.js';
import { instance, openGuard, stolenKey, type Guard } from './guard.js';

const MINUTE = 60_000;

let guard: Guard;
beforeEach(() => {
  guard = openGuard();
});
afterEach(() => guard.close());

const inHub = () => guard.call<{ Findings: AwsSecurityFinding[] }>(securityhub, 'GetFindings').Findings;

describe('a GuardDuty finding in Security Hub', () => {
  test('is there minutes later, in ASFF', () => {
    guard.call(securityhub, 'EnableSecurityHub');
    const id = guard.find(bitcoinTool(instance));
    expect(inHub()).toEqual([]);
    guard.pass(6 * MINUTE);
    expect(inHub()).toMatchObject([
      {
        Id: `arn:aws:guardduty:eu-west-1:111122223333:detector/${guard.detector}/finding/${id}`,
        ProductArn: 'arn:aws:securityhub:eu-west-1::product/aws/guardduty',
        Types: ['TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B!DNS'],
        Severity: { Label: 'HIGH', Normalized: 70, Product: 8 },
        Resources: [
          { Type: 'AwsEc2Instance', Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123', Tags: { app: 'web' } },
        ],
        Workflow: { Status: 'NEW' },
        RecordState: 'ACTIVE',
      },
    ]);
  });

  test('about a key names the key', () => {
    guard.call(securityhub, 'EnableSecurityHub');
    guard.find(credentialExfiltration(stolenKey));
    guard.pass(6 * MINUTE);
    expect(inHub()[0]?.Resources).toMatchObject([{ Type: 'AwsIamAccessKey', Id: 'AWS::IAM::AccessKey:ASIASTOLEN' }]);
  });

  test('is archived there after it was archived here', () => {
    guard.call(securityhub, 'EnableSecurityHub');
    const id = guard.find(bitcoinTool(instance));
    guard.pass(6 * MINUTE);
    guard.ask('ArchiveFindings', { FindingIds: [id] });
    expect(inHub()[0]?.RecordState).toBe('ACTIVE');
    guard.pass(6 * MINUTE);
    expect(inHub()[0]?.RecordState).toBe('ARCHIVED');
  });

  test('that a filter archived is not sent, nor anything while Security Hub is off', () => {
    guard.find(bitcoinTool(instance));
    guard.pass(6 * MINUTE);
    guard.call(securityhub, 'EnableSecurityHub');
    const FindingCriteria = { Criterion: { severity: { Equals: ['8'] } } };
    guard.ask('CreateFilter', { Name: 'all', Action: 'ARCHIVE', FindingCriteria });
    guard.find(bitcoinTool(instance));
    guard.pass(6 * MINUTE);
    expect(inHub()).toEqual([]);
  });
});
