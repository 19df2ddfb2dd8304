import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Finding } from '@aws-sdk/client-guardduty';
import { credentialExfiltration } from '../../../../sandbox/services/guardduty/identity-findings.js';
import { bitcoinTool, sshBruteForce } from '../../../../sandbox/services/guardduty/instance-findings.js';
import { instance, openGuard, stolenKey, type Guard } from './guard.js';

const DAY = 86_400_000;

let guard: Guard;
beforeEach(() => {
  guard = openGuard();
});
afterEach(() => guard.close());

const got = (id: string) => guard.ask<{ Findings: Finding[] }>('GetFindings', { FindingIds: [id] }).Findings[0];

describe('GuardDuty findings', () => {
  test('are got by id, with what they are about', () => {
    const id = guard.find(credentialExfiltration(stolenKey, '203.0.113.77'));
    expect(got(id)).toMatchObject({
      Id: id,
      Type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
      Severity: 8,
      SchemaVersion: '2.0',
      Arn: `arn:aws:guardduty:eu-west-1:111122223333:detector/${guard.detector}/finding/${id}`,
      Resource: { ResourceType: 'AccessKey', AccessKeyDetails: { AccessKeyId: 'ASIASTOLEN' } },
      Service: { Archived: false, Count: 1, DetectorId: guard.detector, ServiceName: 'guardduty' },
    });
  });

  test('seen again are the same ones, counted', () => {
    const id = guard.find(bitcoinTool(instance));
    guard.pass(1_000);
    guard.find(bitcoinTool(instance), id);
    const finding = got(id);
    expect(finding?.Service?.Count).toBe(2);
    expect(finding?.UpdatedAt).not.toBe(finding?.CreatedAt);
  });

  test('can be archived and brought back; without a criterion both kinds are listed', () => {
    guard.find(bitcoinTool(instance), 'a');
    guard.find(bitcoinTool(instance), 'b');
    guard.ask('ArchiveFindings', { FindingIds: ['a'] });
    expect(got('a')?.Service?.Archived).toBe(true);
    expect(guard.ids({ 'service.archived': { Equals: ['true'] } })).toEqual(['a']);
    expect(guard.ids({ 'service.archived': { Equals: ['false'] } })).toEqual(['b']);
    expect(guard.ids()).toEqual(['a', 'b']);
    guard.ask('UnarchiveFindings', { FindingIds: ['a'] });
    expect(guard.ids({ 'service.archived': { Equals: ['true'] } })).toEqual([]);
  });

  test('that do not exist cannot be archived, and none is then', () => {
    guard.find(bitcoinTool(instance), 'a');
    expect(guard.refused('ArchiveFindings', { FindingIds: ['a', 'b'] })).toBe('BadRequestException');
    expect(got('a')?.Service?.Archived).toBe(false);
  });

  test('keep what people say of them', () => {
    guard.find(bitcoinTool(instance), 'a');
    guard.ask('UpdateFindingsFeedback', { FindingIds: ['a'], Feedback: 'USEFUL' });
    expect(got('a')?.Service?.UserFeedback).toBe('USEFUL');
  });

  test('are forgotten after 90 days', () => {
    guard.find(bitcoinTool(instance), 'a');
    guard.pass(91 * DAY);
    expect(guard.ids()).toEqual([]);
  });

  test('are counted by severity, or by type', () => {
    guard.find(sshBruteForce(instance));
    guard.find(bitcoinTool(instance));
    guard.find(bitcoinTool(instance));
    expect(guard.ask('GetFindingsStatistics', { FindingStatisticTypes: ['COUNT_BY_SEVERITY'] })).toEqual({
      FindingStatistics: { CountBySeverity: { '2.0': 1, '8.0': 2 } },
    });
    expect(guard.ask('GetFindingsStatistics', { GroupBy: 'FINDING_TYPE' })).toMatchObject({
      FindingStatistics: {
        GroupedByFindingType: [
          { FindingType: 'CryptoCurrency:EC2/BitcoinTool.B!DNS', TotalFindings: 2 },
          { FindingType: 'UnauthorizedAccess:EC2/SSHBruteForce', TotalFindings: 1 },
        ],
      },
    });
    expect(guard.refused('GetFindingsStatistics')).toBe('BadRequestException');
  });

  test('made as samples are of the types asked for, and say so', () => {
    guard.ask('CreateSampleFindings', { FindingTypes: ['UnauthorizedAccess:EC2/SSHBruteForce'] });
    const [id = ''] = guard.ids();
    expect(got(id)).toMatchObject({ Service: { AdditionalInfo: { Value: '{"sample":true}' } } });
    expect(got(id)?.Title).toMatch(/^\[SAMPLE\] /);
    guard.ask('CreateSampleFindings');
    guard.ask('CreateSampleFindings');
    expect(guard.ids()).toHaveLength(11);
    expect(guard.refused('CreateSampleFindings', { FindingTypes: ['nonsense'] })).toBe('BadRequestException');
    expect(guard.refused('CreateSampleFindings', { FindingTypes: ['Trojan:EC2/DropPoint'] })).toBe(
      'UnsupportedInSandbox',
    );
  });
});
