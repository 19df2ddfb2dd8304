import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { changeSettings } from '../../../../sandbox/world/settings.js';
import { finding, openDesk, PRODUCT, type Desk } from './desk.js';

const MINUTE = 60_000;

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
  desk.imported(finding('a'));
});
afterEach(() => desk.close());

const of = (...ids: readonly string[]) => ({ FindingIdentifiers: ids.map((Id) => ({ Id, ProductArn: PRODUCT })) });
const resolved = { Workflow: { Status: 'RESOLVED' } };

describe('BatchUpdateFindings', () => {
  test('changes what customers may change, and not when the finding was updated', () => {
    const change = {
      ...resolved,
      Note: { Text: 'contained', UpdatedBy: 'responder' },
      Severity: { Label: 'LOW' },
      VerificationState: 'TRUE_POSITIVE',
      UserDefinedFields: { case: '7' },
    };
    expect(desk.ask('BatchUpdateFindings', { ...of('a'), ...change })).toEqual({
      ProcessedFindings: [{ Id: 'a', ProductArn: PRODUCT }],
      UnprocessedFindings: [],
    });
    expect(desk.got()[0]).toMatchObject({
      ...change,
      Severity: { Label: 'LOW', Normalized: 1 },
      UpdatedAt: '2026-11-22T10:00:00Z',
    });
  });

  test('says which findings do not exist, and changes the others', () => {
    expect(desk.ask('BatchUpdateFindings', { ...of('a', 'nothing'), ...resolved })).toMatchObject({
      ProcessedFindings: [{ Id: 'a' }],
      UnprocessedFindings: [{ FindingIdentifier: { Id: 'nothing' }, ErrorCode: 'FindingNotFound' }],
    });
    expect(desk.ids({ WorkflowStatus: [{ Comparison: 'EQUALS', Value: 'RESOLVED' }] })).toEqual(['a']);
  });

  test('takes 100 findings at most, and something to change', () => {
    const many = Array.from({ length: 101 }, (_, at) => `f${at}`);
    expect(desk.refused('BatchUpdateFindings', { ...of(...many), ...resolved })).toBe('InvalidInputException');
    expect(desk.refused('BatchUpdateFindings', of('a'))).toBe('InvalidInputException');
  });

  test('takes effect when the time that it is told to take has passed', () => {
    changeSettings(desk.world, { findingDelayMs: 3 * MINUTE });
    desk.ask('BatchUpdateFindings', { ...of('a'), ...resolved });
    expect(desk.got()[0]?.Workflow?.Status).toBe('NEW');
    desk.pass(4 * MINUTE);
    expect(desk.got()[0]?.Workflow?.Status).toBe('RESOLVED');
  });
});
