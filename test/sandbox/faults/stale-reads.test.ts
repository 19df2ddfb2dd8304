import { describe, expect, test } from '@jest/globals';
import type { FaultyRequest } from '../../../sandbox/faults/match.js';
import { staleReads } from '../../../sandbox/faults/stale-reads.js';

const read = (id: string): FaultyRequest => ({
  service: 'ec2',
  operation: 'DescribeInstances',
  account: '111122223333',
  region: 'eu-west-1',
  input: { InstanceIds: [id] },
});
const memory = () => staleReads<string>((answer) => answer.length);

describe('stale reads', () => {
  test('a read is recalled as it was last answered, by its input', () => {
    const reads = memory();
    reads.remember(read('i-1'), 'running');
    reads.remember(read('i-1'), 'stopped');
    expect([reads.recall(read('i-1')), reads.recall(read('i-2'))]).toEqual(['stopped', undefined]);
  });

  test('the oldest answers are forgotten, large ones are never kept', () => {
    const reads = memory();
    for (let at = 0; at <= 200; at += 1) reads.remember(read(`i-${at}`), 'x');
    reads.remember(read('large'), 'x'.repeat(70_000));
    expect([reads.recall(read('i-0')), reads.recall(read('i-1')), reads.recall(read('large'))]).toEqual([
      undefined,
      'x',
      undefined,
    ]);
  });
});
