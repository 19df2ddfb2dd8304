import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonical } from '../../ledger/canonical.js';
import { signSshsig } from '../../ledger/sshsig/sign.js';
import type { Decided } from '../../workflows/contract/activities.js';
import type { Signed } from '../../workflows/contract/documents.js';
import type { Json } from '../../workflows/contract/json.js';
import { watchWorkflowId, workflowTypes } from '../../workflows/contract/names.js';
import type { PlanDocument, PlanReference } from '../../workflows/contract/plan.js';
import type { GateView } from '../../workflows/contract/views.js';
import { inParallel } from '../../workflows/engine/in-parallel.js';
import { atTheBeginning } from '../../workflows/engine/progress.js';
import { signedBy, somebody } from '../ledger/fixtures/people.js';
import { Lab, people, type Run } from './fixtures/lab.js';

/** The same numbers each time (mulberry32): a forgery that gets through can be made again. */
const random = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

type Ssh = Signed & { readonly signature: string };
type Forge = (genuine: Ssh, dice: () => number) => unknown;

const flipped = (text: string, dice: () => number): string => {
  const at = Math.floor(dice() * text.length);
  const bit = 1 << Math.floor(dice() * 7);
  return text.slice(0, at) + String.fromCodePoint((text.codePointAt(at) ?? 0) ^ bit) + text.slice(at + 1);
};
const changed = (signed: Ssh, change: object): unknown => ({ ...signed, document: { ...signed.document, ...change } });
const sign = (who: { readonly privateKey: string }, document: object, namespace: string): unknown => ({
  document,
  signature: signSshsig({ message: canonical(document as Json), namespace, privateKey: who.privateKey }),
});
const mallory = somebody('mallory');
const lookalikes = ['leаd', 'lead\u200b', 'LEAD', 'lead ', 'ｌead', 'le\u0301ad'];

/** What an attacker who saw a genuine decision could make of it, and of keys of their own. */
const forgeries: readonly (readonly [name: string, forge: Forge])[] = [
  ['a bit of the signature flipped', (one, dice) => ({ ...one, signature: flipped(one.signature, dice) })],
  ['a bit of the reason flipped', (one, dice) => changed(one, { reason: flipped(one.document.reason, dice) })],
  [
    'a bit of the plan flipped',
    (one, dice) => changed(one, { plan: flipped((one.document as { plan: string }).plan, dice) }),
  ],
  ['a bit of the nonce flipped', (one, dice) => changed(one, { nonce: flipped(one.document.nonce, dice) })],
  ['a bit of the time flipped', (one, dice) => changed(one, { at: flipped(one.document.at, dice) })],
  ['another operator named', (one, dice) => changed(one, { operator: dice() < 0.5 ? 'deputy' : 'responder' })],
  [
    'an operator that looks alike',
    (one, dice) => changed(one, { operator: lookalikes[Math.floor(dice() * lookalikes.length)] }),
  ],
  [
    'two fields swapped',
    ({ document, ...one }) => ({ ...one, document: { ...document, case: document.run, run: document.case } }),
  ],
  ['a member added', (one, dice) => changed(one, { [`x${dice()}`]: dice() })],
  [
    'a member taken away',
    ({ document, ...one }, dice) => {
      const names = Object.keys(document);
      const gone = names[Math.floor(dice() * names.length)];
      return { ...one, document: Object.fromEntries(Object.entries(document).filter(([name]) => name !== gone)) };
    },
  ],
  ['a key of the attacker’s, in another’s name', (one) => signedBy(mallory, one.document)],
  ['a key of another operator’s', (one) => signedBy(people.intern, one.document)],
  ['another namespace', (one) => sign(people.lead, one.document, 'file')],
  ['another namespace that looks alike', (one) => sign(people.lead, one.document, 'firebreak.operator.v1 ')],
  [
    'signed for another run',
    (one) => signedBy(people.lead, { ...one.document, run: `run-${randomUUID().slice(0, 8)}` }),
  ],
  [
    'signed for another case',
    (one) => signedBy(people.lead, { ...one.document, case: `case-${randomUUID().slice(0, 8)}` }),
  ],
  ['signed for another gate', (one) => signedBy(people.lead, { ...one.document, nonce: randomUUID() })],
  [
    'signed for another plan',
    (one, dice) =>
      signedBy(people.lead, { ...one.document, plan: `sha256:${'0'.repeat(63)}${Math.floor(dice() * 10)}` } as never),
  ],
  [
    'signed after the gate expires',
    (one) => signedBy(people.lead, { ...one.document, at: '2099-01-01T00:00:00.000Z' }),
  ],
  ['the requester’s own', (one) => signedBy(people.responder, { ...one.document, operator: 'responder' })],
  ['the requester’s under another name', (one) => signedBy(people.alias, { ...one.document, operator: 'alias' })],
  ['of somebody without the role', (one) => signedBy(people.intern, { ...one.document, operator: 'intern' })],
];

describe('decisions that nobody who may has made', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  const send = async (gate: GateView, signed: unknown): Promise<Decided | 'malformed'> => {
    try {
      return await lab.send(gate.workflowId, 'decide', signed as Signed);
    } catch (error) {
      // The validator looks at shape alone, and leaves no trace.
      expect(error).toMatchObject({ cause: { message: 'This is not a signed document.' } });
      return 'malformed';
    }
  };

  it('a thousand of them, none counts, none reaches AWS, and the genuine one after them does', async () => {
    const run = await lab.launch('forged');
    const gate = await lab.waiting(run);
    const genuine = lab.planDecision(run, people.lead, gate) as Ssh;
    const dice = random(20_261_122);
    const all = Array.from({ length: 1_012 }, (_, at) => {
      const [name, forge] = forgeries[at % forgeries.length] as (typeof forgeries)[number];
      return { name, signed: forge(genuine, dice) };
    }).filter(({ signed }) => JSON.stringify(signed) !== JSON.stringify(genuine));
    expect(all.length).toBeGreaterThanOrEqual(1_000);
    const answers = await inParallel(all, 8, async ({ name, signed }) => ({ name, answer: await send(gate, signed) }));
    const taken = answers.filter(({ answer }) => answer !== 'malformed' && answer.accepted);
    expect(taken).toEqual([]);
    expect(lab.world.changes('forged')).toEqual([]);
    expect(await lab.entries(run, 'approval')).toEqual([]);
    // What had the shape of a signed document is on record, each one.
    const judged = answers.filter(({ answer }) => answer !== 'malformed');
    expect(await lab.entries(run, 'refusal')).toHaveLength(judged.length);

    expect(await lab.send(run.id, 'decide', genuine)).toMatchObject({ accepted: true, settles: true });
    expect(await lab.ended(run)).toBe('completed');
    expect(lab.world.changes('forged')).toEqual(['takePicture.apply', 'polish.apply', 'paint.apply']);
  }, 120_000);
});

describe('a workflow that somebody starts by hand', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  const planOf = async (run: Run): Promise<PlanReference> => {
    const plan = (await lab.entries(run, 'plan')).flatMap(({ body }) =>
      body.event === 'planned' ? [body.plan] : [],
    )[0];
    if (!plan) throw new Error('nothing is planned');
    return plan;
  };
  const start = (type: string, ...args: readonly unknown[]) =>
    lab.env.client.workflow.start(type, {
      taskQueue: lab.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [...args],
    });
  const step = (thing: string) => ({
    id: `paint/${thing}/paint`,
    action: 'paint',
    effect: 'change',
    blocking: true,
    phase: 'apply',
    patience: 'seconds',
  });
  const where = ({ case: caseId, id: run }: Run) => ({ case: caseId, run });

  it('as a track of a plan that nobody signed, changes nothing and leaves a refusal', async () => {
    const run = await lab.launch('track');
    const { root, document } = await planOf(run);
    const arn = ((await lab.reader.document(document)) as unknown as PlanDocument).stages[2]?.tracks[0]?.target;
    const task = {
      ...where(run),
      root,
      document,
      stage: 'paint',
      target: arn,
      steps: [step('track')],
      attemptBase: 0,
    };
    const result = await (await start(workflowTypes.track, task)).result();
    expect(result).toMatchObject({ stopped: { failure: { code: 'NotAuthorized' } } });
    expect(lab.world.changes('track')).toEqual([]);
    expect((await lab.entries(run, 'refusal')).map(({ body }) => [body.code, body.plan])).toEqual([
      ['not-authorized', root],
    ]);
    await lab.cancel(run);
  });

  it('as a run that says that it goes on from another, is taken for what it is', async () => {
    const run = await lab.launch('agreed');
    const plan = await planOf(run);
    const stages = [{ name: 'paint', changes: true, tracks: [{ target: 'arn:x', steps: [step('agreed')] }] }];
    const scope = { account: (await lab.view(run)).account, region: (await lab.view(run)).region, notifies: false };
    const agreed = { ...atTheBeginning, mandate: { authority: plan, document: plan.document } };
    // With something to do, and with nothing: the end of a run must not be on record because somebody says so.
    for (const progress of [{ ...agreed, stages }, agreed]) {
      const told = { ...scope, input: run.input, seed: 's', progress };
      const handle = await start(workflowTypes.run, lab.request(run), told);
      await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'Refused' } });
    }
    expect((await lab.view(run)).state).toBe('waiting');
    expect(lab.world.changes('agreed')).toEqual([]);
    await lab.cancel(run);
  });

  it('as a release that says that it is through, releases nothing, and says nothing of the kind', async () => {
    const run = await lab.launch('kept');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    const plan = await planOf(run);
    const progress = { ...atTheBeginning, mandate: { authority: plan, document: plan.document } };
    const forged = { ...lab.releaseRequest(run), signature: 'x' };
    const told = { account: '1', region: 'r', notifies: false, seed: 's', progress };
    const handle = await start(workflowTypes.release, forged, 'release-1', told);
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'Refused' } });
    expect((await lab.view(run)).state).toBe('completed');
    expect(lab.world.thing('kept').colour).toBe('red');
  });

  it('as a copy of a release, is not that release, and does not end it', async () => {
    const run = await lab.launch('copied');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    const workflowId = await lab.release(run);
    const gate = await lab.waiting(run);
    const [asked] = (await lab.entries(run, 'run')).flatMap(({ body }) =>
      body.event === 'release-requested' ? [body.signed] : [],
    );
    const copy = await start(workflowTypes.release, asked, 'release-1');
    await expect(copy.result()).rejects.toMatchObject({ cause: { type: 'Refused' } });
    expect((await lab.view(run)).gates.filter(({ state }) => state === 'waiting')).toHaveLength(1);
    await lab.send(workflowId, 'decide', lab.planDecision(run, people.lead, gate));
    await lab.until(run, 'the way back', ({ state }) => (state === 'released' ? true : undefined));
  });

  it('as a watch, is none', async () => {
    const run = await lab.launch('watch');
    const task = { ...where(run), watch: { every: 0.1 }, notifies: false };
    const elsewhere = await start(workflowTypes.watch, task, {
      until: '2000-01-01T00:00:00.000Z',
      looks: 0,
      repairs: 0,
      stuck: {},
    });
    await expect(elsewhere.result()).rejects.toMatchObject({ cause: { type: 'Refused' } });
    const { taskQueue } = lab;
    const early = await lab.env.client.workflow.start(workflowTypes.watch, {
      taskQueue,
      workflowId: watchWorkflowId(run.id),
      args: [task],
    });
    await expect(early.result()).rejects.toMatchObject({
      cause: { cause: { message: expect.stringMatching(/is not through/) } },
    });
    expect((await lab.view(run)).watch).toBeNull();
    await lab.cancel(run);
    expect(lab.world.changes('watch')).toEqual([]);
  });

  it('as a track of a run that has ended, finds the signature used up', async () => {
    const run = await lab.launch('over');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    const { root, document } = await planOf(run);
    const task = {
      ...where(run),
      root,
      document,
      stage: 'paint',
      target: 'arn:x',
      steps: [step('over')],
      attemptBase: 9_000,
    };
    const result = await (await start(workflowTypes.track, task)).result();
    expect(result).toMatchObject({ stopped: { failure: { code: 'NotAuthorized' } } });
    expect(lab.world.times('paint.apply', 'over')).toBe(1);
  });
});
