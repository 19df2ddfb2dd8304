import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { GateView } from '../../workflows/contract/views.js';
import { signedBy, somebody } from '../ledger/fixtures/people.js';
import { Lab, people, policy, type Run } from './fixtures/lab.js';
import { onePolicy } from '../support/policy.js';

describe('approval', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterEach(() => {
    lab.policy = policy;
  });
  afterAll(() => lab.close());

  const refusals = async (run: Run): Promise<readonly string[]> =>
    (await lab.entries(run, 'refusal')).map(({ body }) => body.code);

  it('covers all stages with one signature, and carries them out in order', async () => {
    const run = await lab.launch('one');
    expect(lab.world.changes('one')).toEqual([]);

    expect(await lab.approve(run)).toMatchObject({ accepted: true, settles: true });

    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('one')).toEqual(['takePicture.apply', 'polish.apply', 'paint.apply']);
    const { gates, stages } = await lab.view(run);
    expect(gates.map((gate) => [gate.kind, gate.state])).toEqual([['approval', 'approved']]);
    expect(stages.map((stage) => [stage.name, stage.state, stage.plan.hash])).toEqual(
      ['look', 'prepare', 'paint'].map((name) => [name, 'completed', gates[0]?.plan]),
    );
  });

  it('carries out every target of a stage, and no stage before the one before it is through', async () => {
    const run = await lab.launch('two-a,two-b,two-c');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    const moments = lab.world.diary.filter(({ thing }) => thing.startsWith('two-')).map(({ moment }) => moment);
    expect(moments).toEqual(
      ['takePicture.apply', 'polish.apply', 'paint.apply'].flatMap((moment) => [moment, moment, moment]),
    );
  });

  it('changes nothing when the plan is denied', async () => {
    const run = await lab.launch('denied');
    expect(await lab.deny(run)).toMatchObject({ accepted: true, verdict: 'deny' });
    expect(await lab.ended(run)).toBe('denied');
    expect(lab.world.changes('denied')).toEqual([]);
    expect(await lab.entries(run, 'outcome')).toEqual([]);
  });

  it('waits for as many people as the policy asks for, counting each once', async () => {
    lab.policy = onePolicy({ count: 2 });
    const run = await lab.launch('quorum');
    const gate = await lab.waiting(run);
    expect(await lab.approve(run)).toMatchObject({ accepted: true, settles: false });
    // The same signed word again is the same word, and another word of the same person is refused.
    const again = lab.planDecision(run, people.lead, gate, 'deny');
    expect(await lab.send(run.id, 'decide', again)).toMatchObject({ accepted: false, code: 'already-decided' });
    expect((await lab.view(run)).state).toBe('waiting');
    expect(lab.world.changes('quorum')).toEqual([]);
    expect(await lab.approve(run, people.deputy)).toMatchObject({ accepted: true, settles: true });
    expect(await lab.ended(run)).toBe('completed');
  });

  it('takes a decision that is sent twice as one', async () => {
    lab.policy = onePolicy({ count: 2 });
    const run = await lab.launch('twice');
    const gate = await lab.waiting(run);
    const signed = lab.planDecision(run, people.lead, gate);
    expect(await lab.send(run.id, 'decide', signed)).toMatchObject({ accepted: true, settles: false });
    expect(await lab.send(run.id, 'decide', signed)).toMatchObject({ accepted: true, settles: false });
    expect(await lab.entries(run, 'approval')).toHaveLength(1);
    await lab.cancel(run);
  });

  describe('is refused, on record, and the run waits on', () => {
    let run: Run;
    let gate: GateView;
    beforeAll(async () => {
      run = await lab.launch('refused');
      gate = await lab.waiting(run);
    });

    const stranger = somebody('stranger', 'mallory@example.org', ['ir-lead']);
    const signed = (who = people.lead, change: object = {}) => {
      const { document } = lab.planDecision(run, who, gate);
      return signedBy(who, { ...document, ...change });
    };
    const cases: readonly [string, string, () => ReturnType<typeof signed>][] = [
      ['by the person who asked', 'self-approval', () => signed(people.responder)],
      ['by that person under another name', 'self-approval', () => signed(people.alias)],
      ['by somebody without the role', 'not-allowed', () => signed(people.intern)],
      ['for another plan', 'stale-plan', () => signed(people.lead, { plan: `sha256:${'0'.repeat(64)}` })],
      ['for an earlier gate', 'stale', () => signed(people.lead, { nonce: 'an-earlier-gate' })],
      ['for another run', 'wrong-run', () => signed(people.lead, { run: 'run-other' })],
      ['by somebody unknown', 'unknown-operator', () => signed(stranger)],
      ['with a key that is not theirs', 'unknown-key', () => signed({ ...stranger, name: 'lead' })],
      [
        'when it was altered after signing',
        'forged',
        () => ({ ...signed(), document: { ...signed().document, reason: 'another one' } }),
      ],
      ['when it is no decision at all', 'malformed', () => ({ ...signed(), document: {} as never })],
    ];
    it.each(cases)('%s', async (_what, code, make) => {
      const before = (await refusals(run)).length;
      expect(await lab.send(run.id, 'decide', make())).toMatchObject({ accepted: false, code });
      expect((await refusals(run)).slice(before)).toEqual([code]);
      expect((await lab.view(run)).state).toBe('waiting');
      expect(lab.world.changes('refused')).toEqual([]);
    });

    it('and a genuine vote afterwards still counts', async () => {
      expect(await lab.approve(run)).toMatchObject({ accepted: true });
      expect(await lab.ended(run)).toBe('completed');
    });
  });

  it.each([null, 'text', 7])('survives a message whose document is %p', async (document) => {
    const thing = `garbled-${String(document)}`;
    const run = await lab.launch(thing);
    await expect(lab.send(run.id, 'decide', { signature: 'x', document } as never)).rejects.toThrow();
    expect(await lab.approve(run)).toMatchObject({ accepted: true });
    expect(await lab.ended(run)).toBe('completed');
  });

  it('asks again, showing what is new, when the world moved after the signature', async () => {
    const run = await lab.launch('moved');
    const first = await lab.waiting(run);
    lab.world.thing('moved').onlookers.push('arn:aws:test:eu-west-1:111122223333:thing/bystander');
    await lab.approve(run);

    const second = await lab.waiting(run);
    expect(second.id).not.toBe(first.id);
    expect(second.plan).not.toBe(first.plan);
    expect(second.changes).toEqual([expect.stringMatching(/more victims: .*bystander/)]);
    // What comes before it, and is as it was signed, is done meanwhile.
    await lab.until(run, 'polished', () => (lab.world.changes('moved').length === 2 ? true : undefined));
    expect(lab.world.changes('moved')).toEqual(['takePicture.apply', 'polish.apply']);
    const old = lab.planDecision(run, people.deputy, first);
    expect(await lab.send(run.id, 'decide', old)).toMatchObject({ accepted: false, code: 'stale' });

    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.thing('moved').colour).toBe('red');
  });

  it('ends as denied when nobody decides before the gate expires', async () => {
    lab.policy = onePolicy({ expiresAfter: 1 });
    const run = await lab.launch('expired');
    const gate = await lab.waiting(run);
    expect(await lab.ended(run)).toBe('denied');
    expect((await lab.view(run)).reason).toMatch(/expired/);
    await lab.closed(run.id);
    expect(lab.world.changes('expired')).toEqual([]);
    await expect(lab.send(run.id, 'decide', lab.planDecision(run, people.lead, gate))).rejects.toThrow(
      WorkflowNotFoundError,
    );
  });

  it('takes no decision, stop or release once the run has ended', async () => {
    const run = await lab.launch('over');
    const gate = await lab.waiting(run);
    await lab.approve(run);
    await lab.closed(run.id);
    const entries = (await lab.reader.entries(run.case)).length;
    for (const [name, signed] of [
      ['decide', lab.planDecision(run, people.deputy, gate)],
      ['cancel', lab.releaseRequest(run)],
      ['release', lab.releaseRequest(run)],
    ] as const)
      await expect(lab.send(run.id, name, signed, 'release-9')).rejects.toThrow(WorkflowNotFoundError);
    expect(await lab.reader.entries(run.case)).toHaveLength(entries);
  });
});
