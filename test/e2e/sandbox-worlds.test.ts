import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stack } from '../support/stack.js';

type Served = { readonly targets: readonly { readonly id: string }[] };

describe('worlds of a running sandbox', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.start();
  }, 120_000);
  afterAll(() => stack?.stop());

  const practise = (): string => stack.status().targets[0]?.id ?? '';

  it('a reset seeds a new one, and a loaded one comes back: status and worker follow', async () => {
    const first = practise();
    await stack.ask('sandbox', 'save', 'first');
    const reset = await stack.ask<Served>('sandbox', 'reset', '--quiet');
    expect(reset.targets[0]?.id).not.toBe(first);
    expect(stack.status()).toMatchObject({ ready: true, targets: reset.targets });
    // The worker signs with a key of the new world: it can plan in it.
    await stack.launch(practise());
    await stack.ask('sandbox', 'load', 'first');
    expect(practise()).toBe(first);
    const run = await stack.contain(first);
    await stack.untilStep(run.id, 'isolateInstance', 'verified');
  });
});
