import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { sign, signedText } from '../../cli/session/signing.js';
import { loadConfig } from '../../worker/config.js';
import type { StepReference } from '../../workflows/contract/activities.js';
import { signatureNamespace, type PlanDecision } from '../../workflows/contract/documents.js';
import type { Hash } from '../../workflows/contract/json.js';
import { lockWorkflowId, updateNames, workflowTypes } from '../../workflows/contract/names.js';
import type { PlanReference } from '../../workflows/contract/plan.js';
import { Stack, stepOf, type Launched, type TestInstance } from '../support/stack.js';
import { expectRefusal } from './expect-refusal.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

let stack: Stack;
let instance: TestInstance;
let connection: Connection;
let temporal: Client;
beforeAll(async () => {
  stack = await Stack.start();
  await stack.admin.set({ snapshotMs: 0 });
  instance = await stack.instance({ interfaces: 1, volumes: 1 });
  const { address, namespace } = stack.status().temporal;
  connection = await Connection.connect({ address });
  temporal = new Client({ connection, namespace });
});
afterAll(async () => {
  await connection?.close();
  await stack?.stop();
});

const at = (...names: readonly string[]): string => join(stack.home, ...names);
const nobodysHash: Hash = `sha256:${'0'.repeat(64)}`;

/** Refusal codes on record for a run, in order. */
const refusals = async (run: string): Promise<readonly string[]> =>
  (await stack.entries(run, 'refusal')).map(({ body }) => body.code);

/** Stops a run that a test leaves waiting. */
const end = async (run: Launched): Promise<void> => {
  await stack.ask('cancel', run.id, '--reason', 'the test is over');
  await stack.untilState(run.id, 'cancelled');
};

/** Expects that the run still waits, and that AWS was not changed since `mark`. */
const expectNothingDone = async (run: Launched, mark: number): Promise<void> => {
  expect((await stack.view(run.id)).state).toBe('waiting');
  expect(await stack.effects(mark)).toEqual([]);
};

describe('who may approve', () => {
  it('is never the requester: refused with exit 3, on record, and nothing is done', async () => {
    const mark = await stack.mark();
    const run = await stack.launch(instance.id);
    const args = ['approve', run.id, '--plan', run.planHash, '--reason', 'mine'];
    await expectRefusal(stack, args, { exit: 3, code: 'self-approval', names: /another person/ });
    expect(await refusals(run.id)).toEqual(['self-approval', 'self-approval']);
    expect((await stack.view(run.id)).gates[0]?.refusals[0]).toMatchObject({
      operator: 'responder',
      code: 'self-approval',
    });
    await expectNothingDone(run, mark);
    await end(run);
  });

  it('is nobody without a role that the policy names', async () => {
    const mark = await stack.mark();
    const run = await stack.launch(instance.id, '--as', 'ir-lead');
    const args = ['approve', run.id, '--plan', run.planHash, '--reason', 'sure', '--as', 'responder'];
    await expectRefusal(stack, args, { exit: 3, code: 'not-allowed', names: /ir-lead/ });
    expect(await refusals(run.id)).toEqual(['not-allowed', 'not-allowed']);
    await expectNothingDone(run, mark);
    await end(run);
  });

  it('is nobody who is not configured', async () => {
    const run = await stack.launch(instance.id);
    const args = ['approve', run.id, '--plan', run.planHash, '--reason', 'sure', '--as', 'mallory'];
    await expectRefusal(stack, args, { exit: 3, code: 'unknown-operator', names: /mallory/ });
    await end(run);
  });
});

describe('what is approved', () => {
  it('is only the plan that is asked: a stale hash is refused and on record', async () => {
    const mark = await stack.mark();
    const run = await stack.launch(instance.id);
    const args = ['approve', run.id, '--plan', nobodysHash, '--reason', 'sure', '--as', 'ir-lead'];
    await expectRefusal(stack, args, { exit: 3, code: 'stale-plan', names: /not what is asked now/ });
    expect(await refusals(run.id)).toEqual(['stale-plan', 'stale-plan']);
    await expectNothingDone(run, mark);
    await end(run);
  });

  it('counts once: a second approval is refused, while the run goes on and after it ended', async () => {
    const run = await stack.launch(instance.id);
    const args = ['approve', run.id, '--plan', run.planHash, '--reason', 'again', '--as', 'ir-lead'];
    await stack.admin.set({ snapshotMs: 600_000 });
    try {
      await stack.approve(run.id, run.planHash);
      await stack.untilStep(run.id, 'isolateInstance', 'verified');
    } finally {
      await stack.admin.set({ snapshotMs: 0 });
    }
    await expectRefusal(stack, args, { exit: 3, code: 'already-decided', names: /ir-lead has already decided/ });
    expect(await refusals(run.id)).toEqual(['already-decided', 'already-decided']);
    expect(await stack.entries(run.id, 'approval')).toHaveLength(1);
    await stack.admin.advanceClock(600_000);
    await stack.untilState(run.id, 'completed');
    await expectRefusal(stack, args, { exit: 3, code: 'ended', names: /has ended/ });
    await stack.release(run.id);
  });

  it('runs never once it was denied', async () => {
    const mark = await stack.mark();
    const run = await stack.launch(instance.id);
    await stack.ask('deny', run.id, '--plan', run.planHash, '--reason', 'wrong host', '--as', 'ir-lead');
    const view = await stack.untilState(run.id, 'denied');
    expect(view.stages.map((stage) => stage.state)).toEqual(['denied', 'denied', 'denied', 'denied']);
    const late = ['approve', run.id, '--plan', run.planHash, '--reason', 'after all', '--as', 'ir-lead'];
    await expectRefusal(stack, late, { exit: 3, code: 'ended', names: /has ended/ });
    expect(await stack.effects(mark)).toEqual([]);
  });

  it('needs its reason and, without a terminal, its hash: else exit 2 and nothing is signed', async () => {
    const run = await stack.launch(instance.id);
    const plain = ['approve', run.id, '--as', 'ir-lead'];
    await expectRefusal(stack, [...plain, '--reason', 'sure'], { exit: 2, code: 'usage', names: /--plan/ });
    await expectRefusal(stack, [...plain, '--plan', run.planHash], { exit: 2, code: 'usage', names: /reason/ });
    await expectRefusal(stack, [...plain, '--plan', 'abc', '--reason', 'sure'], {
      exit: 2,
      code: 'usage',
      names: /"abc" is not a hash/,
    });
    expect((await stack.view(run.id)).gates[0]).toMatchObject({ approvals: [], refusals: [] });
    await end(run);
  });
});

describe('a decision that travels as a file', () => {
  const keyOf = (operator: string): string => at('operators', operator);
  let file: string;
  let run: Launched;
  let mark: number;

  const exported = async (): Promise<PlanDecision> => {
    await stack.ask(
      'approve',
      run.id,
      '--plan',
      run.planHash,
      '--reason',
      'by phone',
      '--export',
      file,
      '--as',
      'ir-lead',
    );
    return JSON.parse(readFileSync(file, 'utf8')) as PlanDecision;
  };
  const keygen = (key: string, namespace: string = signatureNamespace): void => {
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', key, file], { stdio: 'pipe' });
  };
  const rewrite = (document: PlanDecision): void => writeFileSync(file, signedText(document));
  const expectImportRefused = async (code: string, names: RegExp): Promise<void> => {
    const told = await stack.cli('approve', run.id, '--import', file, '--json');
    expect({ exit: told.code, answer: told.json() }).toEqual({
      exit: 3,
      answer: { error: expect.objectContaining({ code, message: expect.stringMatching(names) }) },
    });
    expect((await refusals(run.id)).at(-1)).toBe(code);
    await expectNothingDone(run, mark);
  };

  let made = 0;
  const fresh = async (): Promise<PlanDecision> => {
    file = at(`decision-${++made}.json`);
    return exported();
  };

  beforeAll(async () => {
    mark = await stack.mark();
    run = await stack.launch(instance.id);
  });

  it('is refused when its text was changed after it was signed', async () => {
    const document = await fresh();
    keygen(keyOf('ir-lead'));
    rewrite({ ...document, reason: 'something else' });
    await expectImportRefused('forged', /does not hold/);
  });

  it('is refused when another key signed it, a stranger’s or another operator’s', async () => {
    await fresh();
    const stranger = at('stranger');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
    keygen(stranger);
    await expectImportRefused('unknown-key', /ir-lead/);
    await fresh();
    keygen(keyOf('responder'));
    await expectImportRefused('unknown-key', /ir-lead/);
  });

  it('is refused when it names somebody who is not configured', async () => {
    rewrite({ ...(await fresh()), operator: 'mallory' });
    keygen(keyOf('ir-lead'));
    await expectImportRefused('unknown-operator', /mallory/);
  });

  it('is refused when it was signed for another purpose', async () => {
    await fresh();
    keygen(keyOf('ir-lead'), 'file');
    await expectImportRefused('wrong-namespace', /ssh-keygen -Y sign -n/);
  });

  it('is refused when it was signed for another gate', async () => {
    rewrite({ ...(await fresh()), nonce: 'another-gate-0000' });
    keygen(keyOf('ir-lead'));
    await expectImportRefused('stale', /earlier gate/);
  });

  it('is refused when it is dated after the gate expired', async () => {
    const { expiresAt } = (await stack.view(run.id)).gates[0] ?? { expiresAt: '' };
    rewrite({ ...(await fresh()), at: new Date(Date.parse(expiresAt) + 1).toISOString() });
    keygen(keyOf('ir-lead'));
    await expectImportRefused('expired', /expired/);
  });

  it('is wrong use, exit 2, when it is no decision at all or one on another run', async () => {
    const document = await fresh();
    keygen(keyOf('ir-lead'));
    const counted = (await refusals(run.id)).length;
    const elsewhere = await stack.launch(instance.id);
    await expectRefusal(stack, ['approve', elsewhere.id, '--import', file], {
      exit: 2,
      code: 'usage',
      names: new RegExp(run.id),
    });
    writeFileSync(file, JSON.stringify({ ...document, surprise: true }));
    const again = ['approve', run.id, '--import', file];
    await expectRefusal(stack, again, { exit: 2, code: 'usage', names: /not a signed document/ });
    writeFileSync(file, 'not JSON');
    await expectRefusal(stack, again, { exit: 2, code: 'usage', names: /not a signed document/ });
    await expectRefusal(stack, ['approve', run.id, '--import', at('nowhere.json')], {
      exit: 2,
      code: 'usage',
      names: /nowhere/,
    });
    expect(await refusals(run.id)).toHaveLength(counted);
    await end(elsewhere);
  });

  it('approves when ssh-keygen signed exactly what was exported', async () => {
    await fresh();
    keygen(keyOf('ir-lead'));
    const kept = at('kept.json');
    copyFileSync(file, kept);
    copyFileSync(`${file}.sig`, `${kept}.sig`);
    expect(await stack.ask('approve', run.id, '--import', file)).toMatchObject({ operator: 'ir-lead' });
    await stack.untilState(run.id, 'completed');
    const [approval] = await stack.entries(run.id, 'approval');
    expect(approval?.body).toMatchObject({ operator: 'ir-lead', decision: 'approve', reason: 'by phone' });
    const told = await stack.cli('approve', run.id, '--import', kept, '--json');
    expect({ code: told.code, error: told.json() }).toMatchObject({ code: 3, error: { error: { code: 'ended' } } });
    await stack.release(run.id);
  });

  it('and one that Firebreak signed convinces ssh-keygen, from the ledger alone', async () => {
    const contained = await stack.contain(instance.id);
    await stack.untilState(contained.id, 'completed');
    const [approval] = await stack.entries(contained.id, 'approval');
    if (!approval || !('signature' in approval.body.signed)) throw new Error('no signed approval is on record');
    const { document, signature } = approval.body.signed;
    const [, keyType, keyText] = /^(\S+) (\S+)/.exec(readFileSync(`${keyOf('ir-lead')}.pub`, 'utf8')) ?? [];
    writeFileSync(at('allowed'), `ir-lead namespaces="${signatureNamespace}" ${keyType} ${keyText}\n`);
    writeFileSync(at('approval.sig'), signature);
    const verify = (message: string): string =>
      execFileSync(
        'ssh-keygen',
        ['-Y', 'verify', '-n', signatureNamespace, '-I', 'ir-lead', '-f', at('allowed'), '-s', at('approval.sig')],
        { input: message, encoding: 'utf8', stdio: 'pipe' },
      );
    expect(verify(signedText(document))).toMatch(/^Good "firebreak.operator.v1" signature for ir-lead/);
    expect(() => verify(signedText({ ...document, reason: 'forged' }))).toThrow();
    await stack.release(contained.id);
  });
});

describe('whoever can write to Temporal', () => {
  type Stopped = { readonly stopped: { readonly failure: { readonly code: string; readonly message: string } } | null };
  const isolate = (id: string): StepReference => ({
    id: `contain/${id}/isolateInstance`,
    action: 'isolateInstance',
    effect: 'change',
    blocking: true,
    phase: 'apply',
    patience: 'seconds',
  });
  const planOf = async (run: string): Promise<PlanReference> => {
    const [planned] = await stack.entries(run, 'plan');
    if (!planned) throw new Error(`${run} has no plan`);
    return planned.body.plan;
  };
  /** Starts the track workflow directly, as an intruder in the namespace would. */
  const track = (run: Launched, target: TestInstance, root: Hash, document: Hash): Promise<Stopped> =>
    temporal.workflow.execute(workflowTypes.track, {
      taskQueue: 'firebreak',
      workflowId: lockWorkflowId(`arn:aws:ec2:eu-west-1:111122223333:instance/${target.id}`),
      args: [{ case: run.case, run: run.id, root, document, steps: [isolate(target.id)], attemptBase: 5_000 }],
      workflowExecutionTimeout: '60s',
    }) as Promise<Stopped>;

  it('cannot have a plan carried out that nobody signed', async () => {
    const mark = await stack.mark();
    const run = await stack.launch(instance.id);
    const { root, document } = await planOf(run.id);
    const { stopped } = await track(run, instance, root, document);
    expect(stopped?.failure).toMatchObject({
      code: 'NotAuthorized',
      message: expect.stringMatching(/0 of 1 approvals/),
    });
    await expectNothingDone(run, mark);
    await end(run);
  });

  it('cannot have it carried out under a root that was never put to anybody', async () => {
    const mark = await stack.mark();
    const run = await stack.launch(instance.id);
    const { stopped } = await track(run, instance, nobodysHash, (await planOf(run.id)).document);
    expect(stopped?.failure).toMatchObject({
      code: 'NotAuthorized',
      message: expect.stringMatching(/never put to anybody/),
    });
    await expectNothingDone(run, mark);
    await end(run);
  });

  it('cannot put another plan under a root that was signed, nor have a signed one carried out twice', async () => {
    const victim = await stack.instance({ interfaces: 1, volumes: 1 });
    const unsigned = await stack.launch(victim.id);
    const signed = await stack.launch(instance.id);
    await stack.admin.set({ snapshotMs: 600_000 });
    try {
      await stack.approve(signed.id, signed.planHash);
      // The last of the stage: nothing is left to do but to wait.
      await stack.untilStep(signed.id, 'disableMetadata', 'verified');
    } finally {
      await stack.admin.set({ snapshotMs: 0 });
    }
    const mark = await stack.mark();
    const { root, document } = await planOf(signed.id);
    const swapped = await track(signed, victim, root, (await planOf(unsigned.id)).document);
    expect(swapped.stopped?.failure).toMatchObject({
      code: 'NotAuthorized',
      message: expect.stringMatching(/moved since it was signed/),
    });
    await stack.admin.advanceClock(600_000);
    await stack.untilState(signed.id, 'completed');
    expect(await stack.effects(mark)).toEqual([]);
    await stack.release(signed.id);
    const released = await stack.mark();
    const again = await track(signed, instance, root, document);
    expect(again.stopped?.failure).toMatchObject({
      code: 'NotAuthorized',
      message: expect.stringMatching(/has ended: what was signed for it is used up/),
    });
    expect(await stack.effects(released)).toEqual([]);
    await end(unsigned);
  });

  it('cannot name a plan that is not in the ledger', async () => {
    const mark = await stack.mark();
    const run = await stack.launch(instance.id);
    const { stopped } = await track(run, instance, (await planOf(run.id)).root, nobodysHash);
    expect(stopped?.failure.message).toMatch(/0{8}/);
    await expectNothingDone(run, mark);
    await end(run);
  });

  it('cannot start a run with a request that nobody signed', async () => {
    const mark = await stack.mark();
    const config = loadConfig(at('firebreak.yaml'));
    const signed = await sign(config, {
      v: 1,
      kind: 'run',
      operator: 'responder',
      case: 'case-forged',
      run: 'run-forged',
      nonce: 'forged-00000',
      reason: 'x',
      at: new Date().toISOString(),
      playbook: 'contain-instance',
      severity: 'P1',
      title: 'x',
      input: { instanceId: instance.id },
    });
    const other = await stack.instance({ interfaces: 1, volumes: 1 });
    const forged = { ...signed, document: { ...signed.document, input: { instanceId: other.id } } };
    const options = { taskQueue: 'firebreak', workflowId: 'run-forged', args: [forged] };
    await expect(temporal.workflow.execute(workflowTypes.run, options)).rejects.toMatchObject({
      cause: { type: 'Refused', message: expect.stringMatching(/does not hold/) },
    });
    const [refusal] = await stack.reading.ledger.entries('case-forged', { kinds: ['refusal'] });
    expect(refusal?.body).toMatchObject({ run: 'run-forged', code: 'forged' });
    expect((await stack.effects(mark)).map((event) => event.eventName)).toEqual(['RunInstances']);
  });

  it('cannot have one run’s signed approval count for another', async () => {
    const mark = await stack.mark();
    const [first, second] = [await stack.launch(instance.id), await stack.launch(instance.id)];
    const config = loadConfig(at('firebreak.yaml'));
    const gate = (await stack.view(first.id)).gates[0];
    const signed = await sign(config, {
      v: 1,
      kind: 'decision',
      operator: 'ir-lead',
      case: first.case,
      run: first.id,
      reason: 'first one',
      nonce: gate?.nonce ?? '',
      at: new Date().toISOString(),
      plan: first.planHash,
      decision: 'approve',
    });
    const decided = await temporal.workflow.getHandle(second.id).executeUpdate(updateNames.decide, { args: [signed] });
    expect(decided).toMatchObject({ accepted: false, code: 'wrong-run' });
    expect(await refusals(second.id)).toEqual(['wrong-run']);
    await expectNothingDone(second, mark);
    await end(first);
    await end(second);
    expect(stepOf(await stack.view(second.id), 'isolateInstance').state).toBe('planned');
  });
});
