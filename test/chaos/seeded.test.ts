import { expect, it, jest } from '@jest/globals';
import { chaosOn, roundText } from '../../bench/chaos/chaos.js';
import { Site } from '../../bench/chaos/site.js';
import { withSandbox } from '../../bench/sandbox.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(300_000);

/** Three hosts, with every part killed, frozen, cut off or reset; a user, whose run and release are terminated too. */
const seeds = [234, 116];

it('whatever happens at whatever moment: each effect once, a whole ledger, and the estate as it was', () =>
  withSandbox(async (status) => {
    const site = await Site.at(status);
    try {
      const play = await chaosOn(site);
      for (const seed of seeds) {
        const round = await play(seed);
        expect({ seed, happened: roundText(round), violations: round.violations }).toEqual({
          seed,
          happened: expect.any(String),
          violations: [],
        });
        expect(round.happened).not.toEqual([]);
      }
    } finally {
      await site.close();
    }
  }));
