import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { linuxFacts } from '../../../activities/ssm/memory-facts.js';
import { linuxProbe } from '../../../activities/ssm/probe-scripts.js';
import { linuxHost } from '../fixtures/linux-host.js';

let host: ReturnType<typeof linuxHost>;
beforeEach(() => {
  host = linuxHost();
});
afterEach(() => host.close());

describe('the probe, in a real shell', () => {
  it('answers one line that we can read', async () => {
    const { code, output } = await host.run(linuxProbe);
    expect(code).toBe(0);
    const facts = linuxFacts.parse(JSON.parse(output));
    expect(facts.memoryBytes).toBeGreaterThan(0);
    expect(facts.kernel.length).toBeGreaterThan(0);
  });
});
