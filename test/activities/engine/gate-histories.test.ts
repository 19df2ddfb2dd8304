import { afterAll, beforeAll, it } from '@jest/globals';
import fc from 'fast-check';
import { Course } from './gates/course.js';
import { Desk } from './gates/desk.js';
import { histories } from './gates/histories.js';

// A history mostly waits for the disk: that is when another goes on.
let desks: readonly Desk[];
beforeAll(async () => {
  desks = await Promise.all([Desk.open(), Desk.open(), Desk.open()]);
});
afterAll(() => Promise.all(desks.map((desk) => desk.close())));

it('at a gate people are heard, counted and answered as the rules say, whatever happens in whatever order', async () => {
  const courses = desks.map((desk) =>
    fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const course = await Course.begin(desk, history);
        for (const event of history.events) await course.happens(event);
      }),
      { numRuns: 100 },
    ),
  );
  // All of them come to their end before one is told: their desks are closed then.
  for (const ended of await Promise.allSettled(courses)) if (ended.status === 'rejected') throw ended.reason;
}, 240_000);
