import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onePolicy } from '../support/policy.js';
import { Lab, people } from './fixtures/lab.js';

describe('a gate that waits', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  it('is escalated when its time has come: others count from then on, and not before', async () => {
    // Nobody has the first role here: without escalation it could only expire.
    lab.policy = onePolicy({ roles: ['nobody-has-it'], escalate: [{ after: 2, roles: ['ir-lead'] }] });
    const run = await lab.launch('up');
    expect(await lab.approve(run)).toMatchObject({ accepted: false, code: 'not-allowed' });
    await lab.until(run, 'the escalation', ({ gates }) => gates[0]?.escalatedTo.includes('ir-lead') || undefined);
    expect((await lab.view(run)).gates[0]?.roles).toEqual(['nobody-has-it', 'ir-lead']);
    expect(lab.world.changes('up')).toEqual([]);
    expect(await lab.approve(run)).toMatchObject({ accepted: true, settles: true });
    expect(await lab.ended(run)).toBe('completed');
    expect((await lab.entries(run, 'run')).filter(({ body }) => body.event === 'escalated')).toHaveLength(1);
  });

  it('is not escalated once it was answered', async () => {
    lab.policy = onePolicy({ escalate: [{ after: 3_600, roles: ['ciso'] }] });
    const run = await lab.launch('quick');
    await lab.approve(run, people.deputy);
    expect(await lab.ended(run)).toBe('completed');
    expect((await lab.view(run)).gates[0]?.escalatedTo).toEqual([]);
  });
});
