import { expect, test } from '@jest/globals';
import { countsLine } from '../../../sandbox/setup/run-jest.mjs';

const results = (counts: object) =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    ...counts,
  });

test('the counts are one plain line', () => {
  expect(countsLine(results({}), 0)).toBe('5 passed, 0 failed');
  expect(countsLine(results({ numFailedTests: 2 }), 1)).toBe('5 passed, 2 failed');
  expect(countsLine(results({ numPendingTests: 1, numTodoTests: 2 }), 0)).toBe('5 passed, 0 failed, 3 skipped');
});

test('what could not be run never reads as success', () => {
  expect(countsLine(results({ numRuntimeErrorTestSuites: 1 }), 1)).toBe('5 passed, 1 failed');
  expect(countsLine(results({}), 1)).toBe('5 passed, 1 failed');
  expect(countsLine(null, 134)).toBe('0 passed, 1 failed');
});
