import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { settled } from '../../activities/aws/settled.js';

// Time is told by hand: each read and each pause takes as long as the test says.
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

const pass = async (ms: number): Promise<void> => jest.setSystemTime(Date.now() + ms);
const aws = { wait: pass };

/** A reader whose answers are true at the time when they are asked for, and take `takes` ms to come. */
const reader = (holdsFrom: number, takes: (read: number) => number) => {
  const began = Date.now();
  let reads = 0;
  return async (): Promise<boolean> => {
    const answer = Date.now() - began >= holdsFrom;
    await pass(takes(reads++));
    return answer;
  };
};
const isTrue = (value: boolean): boolean => value;

describe('waiting until AWS reads back what was written', () => {
  it('ends with the first answer that holds', async () => {
    const began = Date.now();
    expect(
      await settled(
        aws,
        reader(500, () => 10),
        isTrue,
      ),
    ).toBe(true);
    expect(Date.now() - began).toBeLessThan(1_000);
  });

  it('gives up when its time is over', async () => {
    const began = Date.now();
    expect(
      await settled(
        aws,
        reader(60_000, () => 10),
        isTrue,
      ),
    ).toBe(false);
    expect(Date.now() - began).toBeGreaterThan(3_000);
    expect(Date.now() - began).toBeLessThan(7_000);
  });

  it('never gives up on an answer from before that: one that took too long is asked for again', async () => {
    // As when the ledger was locked for eleven seconds before the second answer could be recorded.
    expect(
      await settled(
        aws,
        reader(2_000, (read) => (read === 1 ? 11_000 : 10)),
        isTrue,
      ),
    ).toBe(true);
  });
});
