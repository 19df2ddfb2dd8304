import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { Lab } from './fixtures/lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open({ parallel: 2 });
});
afterAll(() => lab.close());

const through = ['takePicture.apply', 'polish.apply', 'paint.apply'];

it('works on as many targets at once as the configuration says, and on no more', async () => {
  const things = ['a', 'b', 'c', 'd', 'e'];
  let [now, most] = [0, 0];
  for (const thing of things) {
    lab.world.when('paint.apply', thing, async () => {
      now += 1;
      most = Math.max(most, now);
      // Two of them are there together before either goes on; the last one would wait for a second in vain.
      if (thing !== 'e') await lab.until(run, 'two at once', () => (most === 2 ? true : undefined));
    });
    lab.world.when('paint.verify', thing, () => void (now -= 1));
  }
  const run = await lab.launch(things.join(','));
  await lab.approve(run);
  expect(await lab.ended(run)).toBe('completed');
  expect(most).toBe(2);
});

it('a target that waits for a person keeps no other from its turn', async () => {
  const [stuck, alsoStuck, free] = ['stuck', 'also-stuck', 'free'];
  let isBroken = true;
  for (const thing of [stuck, alsoStuck])
    lab.world.when('paint.apply', thing, () => {
      if (isBroken) throw failure(failureTypes.denied, 'Not allowed.');
    });
  const run = await lab.launch([stuck, alsoStuck, free].join(','));
  await lab.approve(run);
  await lab.until(run, 'the third through, while two wait', ({ gates }) =>
    gates.filter(({ kind, state }) => kind === 'failure' && state === 'waiting').length === 2 &&
    lab.world.changes(free).length === through.length
      ? true
      : undefined,
  );
  isBroken = false;
  for (const thing of [stuck, alsoStuck]) await lab.decide(run, `paint/${thing}/paint`, 'retry');
  expect(await lab.ended(run)).toBe('completed');
  expect(lab.world.changes(alsoStuck)).toEqual(through);
});
