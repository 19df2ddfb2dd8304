import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/aws.js';
import { Lab } from './fixtures/lab.js';
import { door } from './fixtures/world.js';

describe('two runs on one resource', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  it('never change it at once: the second is told who holds it, and retries when that one is through', async () => {
    const { wait, open } = door();
    lab.world.when('paint.apply', 'shared', wait);
    const [first, second] = [await lab.launch('shared'), await lab.launch('shared')];
    await lab.approve(first);
    await until('painting', async () => (lab.world.times('paint.apply', 'shared') > 0 ? true : undefined));
    await lab.approve(second);

    const { step } = await lab.waiting(second, 'failure');
    expect(step).toBe('prepare/shared/polish');
    const failed = lab.entries(second, 'outcome').find(({ body }) => body.state === 'failed');
    expect(failed?.body.error).toMatchObject({
      code: 'Locked',
      message: expect.stringContaining(`is being changed by ${first.id}`),
      hint: expect.stringMatching(/Retry/),
    });
    // Collecting takes no lock: the second run's picture is there already, and nothing else of it.
    expect(lab.world.changes('shared')).toEqual(['takePicture.apply', 'polish.apply', 'takePicture.apply']);

    open();
    expect(await lab.ended(first)).toBe('completed');
    await lab.decide(second, 'prepare/shared/polish', 'retry');
    expect(await lab.ended(second)).toBe('completed');
    expect(lab.world.times('paint.apply', 'shared')).toBe(2);
  });

  it('hold it only while something is being done, not while they wait for people', async () => {
    const [first, second] = [await lab.launch('idle'), await lab.launch('idle')];
    await lab.approve(second);
    expect(await lab.ended(second)).toBe('completed');
    await lab.approve(first);
    expect(await lab.ended(first)).toBe('completed');
  });
});
