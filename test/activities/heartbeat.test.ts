import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { whileBeating } from '../../activities/engine/heartbeat.js';

/** Stops this whole process, timers and all, as a suspended laptop or SIGSTOP would. */
const freeze = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

const attempt = (heartbeatTimeoutMs: number, work: (stillMine: () => void) => Promise<unknown>) =>
  new MockActivityEnvironment({ heartbeatTimeoutMs }).run(() => whileBeating(work));

describe('an attempt', () => {
  it('that was never frozen may act', async () => {
    await expect(attempt(5_000, async (stillMine) => (stillMine(), 'acted'))).resolves.toBe('acted');
  });

  it('that was frozen for less than its deadline may act', async () => {
    const work = async (stillMine: () => void) => {
      freeze(50);
      stillMine();
      return 'acted';
    };
    await expect(attempt(5_000, work)).resolves.toBe('acted');
  });

  it('that was frozen past its deadline may not act any more, however often it asks', async () => {
    const refusals: unknown[] = [];
    await attempt(100, async (stillMine) => {
      freeze(200);
      for (let asked = 0; asked < 2; asked += 1)
        try {
          stillMine();
        } catch (error) {
          refusals.push((error as { readonly type: unknown }).type);
        }
    });
    expect(refusals).toEqual(['Fenced', 'Fenced']);
  });

  it('beats its heart while it works, and stops with its work, also when that fails', async () => {
    const logger = new DefaultLogger('ERROR', () => undefined);
    const environment = new MockActivityEnvironment({ heartbeatTimeoutMs: 3_000 }, { logger });
    let beats = 0;
    const twice = new Promise<void>((resolve) => {
      environment.on('heartbeat', () => {
        beats += 1;
        if (beats === 2) resolve();
      });
    });
    const work = () =>
      whileBeating(async () => {
        await twice;
        throw new Error('the work failed');
      });
    await expect(environment.run(work)).rejects.toThrow('the work failed');
    expect(beats).toBe(2);
  });
});
