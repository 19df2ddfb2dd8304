import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  cloudTrailDisabled,
  credentialExfiltration,
} from '../../../../sandbox/services/guardduty/identity-findings.js';
import { bitcoinTool, sshBruteForce } from '../../../../sandbox/services/guardduty/instance-findings.js';
import { instance, openGuard, stolenKey, type Guard } from './guard.js';

let guard: Guard;
beforeEach(() => {
  guard = openGuard();
});
afterEach(() => guard.close());

describe('GuardDuty findings', () => {
  test.each([
    [{ severity: { GreaterThanOrEqual: 7 } }, ['coin', 'stolen']],
    [{ severity: { Gte: 7 } }, ['coin', 'stolen']],
    [{ severity: { Equals: ['2'] } }, ['ssh', 'trail']],
    [{ type: { NotEquals: ['CryptoCurrency:EC2/BitcoinTool.B!DNS'] } }, ['ssh', 'stolen', 'trail']],
    [{ type: { Matches: ['*:EC2/*'] } }, ['coin', 'ssh']],
    [{ 'resource.instanceDetails.instanceId': { Eq: ['i-0123'] } }, ['coin', 'ssh']],
    [{ 'resource.instanceDetails.tags.value': { Equals: ['web'] }, severity: { Lt: 4 } }, ['ssh']],
    [{ 'resource.accessKeyDetails.accessKeyId': { Equals: ['ASIASTOLEN'] } }, ['stolen', 'trail']],
    [{ 'service.action.awsApiCallAction.api': { Equals: ['StopLogging'] } }, ['trail']],
    [{ 'service.additionalInfo.threatListName': { Equals: ['ProofPoint'] } }, ['coin']],
    [{ id: { Equals: ['coin', 'trail'] } }, ['coin', 'trail']],
  ])('are listed by %j', (criterion, ids) => {
    guard.find(bitcoinTool(instance), 'coin');
    guard.find(sshBruteForce(instance), 'ssh');
    guard.find(credentialExfiltration(stolenKey), 'stolen');
    guard.find(cloudTrailDisabled(stolenKey), 'trail');
    expect([...guard.ids(criterion)].sort()).toEqual(ids);
  });

  test('are listed by when they were updated, in epoch milliseconds', () => {
    guard.find(bitcoinTool(instance), 'early');
    guard.pass(60_000);
    const between = guard.world.clock.now() - 30_000;
    guard.find(bitcoinTool(instance), 'late');
    expect(guard.ids({ updatedAt: { GreaterThan: between } })).toEqual(['late']);
    expect(guard.ids({ updatedAt: { LessThan: between } })).toEqual(['early']);
  });

  test('cannot be listed or sorted by what is no criterion', () => {
    const Criterion = { 'resource.instanceDetails.colour': { Equals: ['red'] } };
    expect(guard.refused('ListFindings', { FindingCriteria: { Criterion } })).toBe('BadRequestException');
    expect(guard.refused('ListFindings', { SortCriteria: { AttributeName: 'colour' } })).toBe('BadRequestException');
  });

  test('are sorted and paged, the last page having an empty token', () => {
    guard.find(sshBruteForce(instance), 'low');
    guard.find(bitcoinTool(instance), 'high');
    const sort = { SortCriteria: { AttributeName: 'severity', OrderBy: 'DESC' }, MaxResults: 1 };
    const first = guard.ask<{ FindingIds: string[]; NextToken: string }>('ListFindings', sort);
    const second = guard.ask('ListFindings', { ...sort, NextToken: first.NextToken });
    expect([first.FindingIds, second]).toEqual([['high'], { FindingIds: ['low'], NextToken: '' }]);
    expect(guard.refused('ListFindings', { NextToken: 'made-up' })).toBe('BadRequestException');
  });
});
