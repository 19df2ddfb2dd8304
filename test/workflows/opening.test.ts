import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { somebody } from '../ledger/fixtures/people.js';
import { Lab } from './fixtures/lab.js';

describe('a run', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  it('does not open on a forged request: the refusal is on record, and nothing is planned', async () => {
    const run = lab.newRun({ things: 'forged' });
    const mallory = { ...somebody('mallory'), name: 'responder' };
    await lab.start(run, lab.request(run, mallory));
    await expect(lab.closed(run.id)).rejects.toMatchObject({ cause: { type: 'Refused' } });
    const kinds = (await lab.reader.entries(run.case)).map(({ kind }) => kind);
    expect(kinds).toEqual(['refusal']);
    expect(lab.world.times('paint.plan', 'forged')).toBe(0);
  });

  it('does not open under an id that its request was not signed for', async () => {
    const run = lab.newRun({ things: 'elsewhere' });
    await lab.start({ ...run, id: `${run.id}-other` }, lab.request(run));
    await expect(lab.closed(`${run.id}-other`)).rejects.toMatchObject({
      cause: { type: 'Refused', message: expect.stringMatching(/is for/) },
    });
    expect(await lab.reader.entries(run.case)).toEqual([]);
  });

  it('does not open twice on one request', async () => {
    const run = lab.newRun({ things: 'again' });
    const signed = lab.request(run);
    await lab.start(run, signed);
    await lab.deny(run);
    await lab.closed(run.id);
    await lab.start(run, signed);
    await expect(lab.closed(run.id)).rejects.toMatchObject({ cause: { message: expect.stringMatching(/has ended/) } });
    expect((await lab.view(run)).gates).toHaveLength(1);
  });

  it('fails, saying so, when there is no such playbook', async () => {
    const run = lab.newRun({ things: 'none' }, 'no-such-playbook');
    await lab.start(run, lab.request(run));
    await expect(lab.closed(run.id)).rejects.toMatchObject({ cause: { type: 'NotFound' } });
    expect(await lab.view(run)).toMatchObject({ state: 'failed', reason: 'There is no playbook no-such-playbook.' });
  });

  it('previews a plan without writing anything about a run', async () => {
    const { taskQueue } = lab;
    const run = lab.newRun({ things: 'preview' });
    const request = { case: run.case, run: run.id, playbook: run.playbook, input: run.input };
    const plan = await lab.env.client.workflow.execute('previewPlan', {
      taskQueue,
      workflowId: run.id,
      args: [request],
    });
    expect(await lab.reader.document((plan as { document: `sha256:${string}` }).document)).toMatchObject({
      run: run.id,
    });
    expect(await lab.reader.entries(run.case)).toEqual([]);
    expect(lab.world.changes('preview')).toEqual([]);
  });
});
