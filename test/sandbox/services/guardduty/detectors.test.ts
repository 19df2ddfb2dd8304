import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { guardduty } from '../../../../sandbox/services/guardduty/index.js';
import { addFinding } from '../../../../sandbox/services/guardduty/findings.js';
import { bitcoinTool } from '../../../../sandbox/services/guardduty/instance-findings.js';
import { instance, openGuard, type Guard } from './guard.js';

let guard: Guard;
beforeEach(() => {
  guard = openGuard();
});
afterEach(() => guard.close());

describe('a GuardDuty detector', () => {
  test('is the only one of its Region', () => {
    expect(guard.refused('CreateDetector', { Enable: true })).toBe('BadRequestException');
    expect(guard.call(guardduty, 'ListDetectors')).toEqual({ DetectorIds: [guard.detector] });
  });

  test('shows how it is set', () => {
    guard.ask('UpdateDetector', {
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
      Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }],
    });
    expect(guard.ask('GetDetector')).toMatchObject({
      Status: 'ENABLED',
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
      DataSources: { CloudTrail: { Status: 'ENABLED' }, S3Logs: { Status: 'DISABLED' } },
    });
  });

  test('of another id is refused', () => {
    const refused = guard.refusal(guardduty, 'GetDetector', { DetectorId: 'a'.repeat(32) });
    expect(refused).toBe('BadRequestException');
  });

  test('that is suspended finds nothing', () => {
    guard.ask('UpdateDetector', { Enable: false });
    const found = guard.world.store.transact(() => addFinding(guard.place, bitcoinTool(instance)));
    expect([found, guard.ids()]).toEqual([undefined, []]);
  });

  test('takes its findings with it when it is deleted', () => {
    guard.find(bitcoinTool(instance));
    guard.ask('DeleteDetector');
    const { DetectorId } = guard.call<{ DetectorId: string }>(guardduty, 'CreateDetector', { Enable: true });
    expect(guard.call(guardduty, 'ListFindings', { DetectorId })).toMatchObject({ FindingIds: [] });
  });

  test('of an account that stands alone has no members', () => {
    expect(guard.ask('ListMembers')).toEqual({ Members: [] });
  });

  test('has one trusted list at most, in use after a while', () => {
    const list = { Name: 'ours', Format: 'TXT', Location: 's3://lists/ours.txt', Activate: true };
    const made = guard.ask<{ IpSetId: string }>('CreateIPSet', list);
    expect(guard.ask('GetIPSet', made)).toMatchObject({ Status: 'ACTIVATING' });
    guard.pass(10 * 60_000);
    expect(guard.ask('GetIPSet', made)).toMatchObject({ Status: 'ACTIVE' });
    expect(guard.refused('CreateIPSet', list)).toBe('BadRequestException');
    expect(guard.ask('ListThreatIntelSets')).toEqual({ ThreatIntelSetIds: [] });
  });
});
