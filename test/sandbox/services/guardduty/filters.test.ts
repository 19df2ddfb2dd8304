import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bitcoinTool, sshBruteForce } from '../../../../sandbox/services/guardduty/instance-findings.js';
import { instance, openGuard, type Guard } from './guard.js';

let guard: Guard;
beforeEach(() => {
  guard = openGuard();
});
afterEach(() => guard.close());

const FindingCriteria = { Criterion: { severity: { LessThan: 4 } } };
const archived = () => guard.ids({ 'service.archived': { Equals: ['true'] } });

describe('a GuardDuty filter', () => {
  test('that archives does so with what is found afterwards', () => {
    guard.find(sshBruteForce(instance), 'before');
    guard.ask('CreateFilter', { Name: 'noise', Action: 'ARCHIVE', FindingCriteria });
    guard.find(sshBruteForce(instance), 'after');
    guard.find(bitcoinTool(instance), 'other');
    expect(archived()).toEqual(['after']);
  });

  test('that does nothing archives nothing', () => {
    guard.ask('CreateFilter', { Name: 'noise', FindingCriteria });
    guard.find(sshBruteForce(instance));
    expect(archived()).toEqual([]);
  });

  test('is changed, shown and deleted by its name', () => {
    guard.ask('CreateFilter', { Name: 'noise', FindingCriteria });
    guard.ask('UpdateFilter', { FilterName: 'noise', Action: 'ARCHIVE', Description: 'SSH' });
    expect(guard.ask('GetFilter', { FilterName: 'noise' })).toMatchObject({
      Name: 'noise',
      Action: 'ARCHIVE',
      Description: 'SSH',
      FindingCriteria,
      Version: 2,
    });
    expect(guard.ask('ListFilters')).toEqual({ FilterNames: ['noise'] });
    guard.ask('DeleteFilter', { FilterName: 'noise' });
    expect(guard.refused('GetFilter', { FilterName: 'noise' })).toBe('BadRequestException');
  });

  test('has a name of its own, and criteria that exist', () => {
    guard.ask('CreateFilter', { Name: 'noise', FindingCriteria });
    expect(guard.refused('CreateFilter', { Name: 'noise', FindingCriteria })).toBe('BadRequestException');
    const wrong = { Criterion: { colour: { Equals: ['red'] } } };
    expect(guard.refused('CreateFilter', { Name: 'other', FindingCriteria: wrong })).toBe('BadRequestException');
  });
});
