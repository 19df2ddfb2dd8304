import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { CancelledFailure } from '@temporalio/common';
import { failure } from '../../../activities/aws/errors.js';
import { againIfUnlucky, inWaves } from '../../../activities/engine/waves.js';
import { failureTypes, type FailureType } from '../../../workflows/contract/failures.js';

const items = Array.from({ length: 250 }, (_, index) => index);

describe('waves', () => {
  it('do a hundred at once and no more, and answer in order', async () => {
    let [running, most] = [0, 0];
    const work = async (item: number): Promise<readonly number[]> => {
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
      return [item, -item];
    };
    const answers = await new MockActivityEnvironment().run(() => inWaves(items, work));
    expect(answers).toEqual(items.flatMap((item) => [item, -item]));
    expect(most).toBe(100);
  });

  it.each([
    [150, 200],
    [249, 250],
  ])('begin and answer nothing more when they are cancelled during item %i', async (during, last) => {
    const environment = new MockActivityEnvironment();
    const begun: number[] = [];
    const work = async (item: number): Promise<readonly number[]> => {
      begun.push(item);
      if (item === during) environment.cancel('CANCELLED');
      return [];
    };
    await expect(environment.run(() => inWaves(items, work))).rejects.toBeInstanceOf(CancelledFailure);
    expect(begun).toEqual(items.slice(0, last));
  });
});

describe('a read', () => {
  const failing = (type: FailureType, times: number) => {
    let left = times;
    return async (): Promise<number> => {
      if (left-- > 0) throw failure(type, 'no');
      return times;
    };
  };

  it.each([failureTypes.throttled, failureTypes.unavailable])('that ends as %s is made again, twice', async (type) => {
    await expect(againIfUnlucky(failing(type, 2))).resolves.toBe(2);
    await expect(againIfUnlucky(failing(type, 3))).rejects.toMatchObject({ type });
  });

  it('that ends in any other way is not', async () => {
    await expect(againIfUnlucky(failing(failureTypes.denied, 1))).rejects.toMatchObject({ type: failureTypes.denied });
  });
});
