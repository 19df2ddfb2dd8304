import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GetEnabledStandardsResponse } from '@aws-sdk/client-securityhub';
import { finding, openDesk, type Desk } from './desk.js';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

describe('Security Hub', () => {
  test('is switched on once', () => {
    expect(desk.refused('EnableSecurityHub')).toBe('ResourceConflictException');
    expect(desk.ask('DescribeHub')).toMatchObject({
      HubArn: 'arn:aws:securityhub:eu-west-1:111122223333:hub/default',
      AutoEnableControls: true,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    });
  });

  test('that is off refuses everything, and has forgotten its findings when it is on again', () => {
    desk.imported(finding('a'));
    desk.ask('DisableSecurityHub');
    for (const operation of ['DescribeHub', 'GetFindings', 'DisableSecurityHub', 'GetEnabledStandards'])
      expect(desk.refused(operation)).toBe('InvalidAccessException');
    expect(desk.refused('BatchImportFindings', { Findings: [finding('a')] })).toBe('InvalidAccessException');
    desk.ask('EnableSecurityHub', { EnableDefaultStandards: false });
    expect([desk.ids(), desk.ask('GetEnabledStandards')]).toEqual([[], { StandardsSubscriptions: [] }]);
  });

  test('has two standards by default, ready after a while', () => {
    const statuses = () =>
      desk
        .ask<GetEnabledStandardsResponse>('GetEnabledStandards')
        .StandardsSubscriptions?.map((standard) => standard.StandardsStatus);
    expect(statuses()).toEqual(['PENDING', 'PENDING']);
    desk.pass(10 * 60_000);
    expect(statuses()).toEqual(['READY', 'READY']);
  });
});
