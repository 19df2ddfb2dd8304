import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { signatureNamespace, type OperatorDocument } from '../../workflows/contract/documents.js';
import { Stack, type Launched, type TestInstance } from '../support/stack.js';
import { expectRefusal } from './expect-refusal.js';
import { caseListShape, caseShape, reportShape } from './shapes.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

let stack: Stack;
let instance: TestInstance;
beforeAll(async () => {
  stack = await Stack.start();
  await stack.admin.set({ snapshotMs: 0 });
  instance = await stack.instance();
});
afterAll(() => stack?.stop());

const at = (...names: readonly string[]): string => join(stack.home, ...names);
const launchWords = (): readonly string[] => ['run', 'contain-instance', '--set', `instanceId=${instance.id}`];

let made = 0;
/** Writes what `words` would say to a file, which sends nothing, and has ssh-keygen sign it with that operator's key. */
const signedElsewhere = async (operator: string, ...words: readonly string[]): Promise<string> => {
  const file = at(`said-${++made}.json`);
  const told = await stack.ask<{ document: OperatorDocument }>(...words, '--as', operator, '--export', file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(told.document);
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', signatureNamespace, '-f', at('operators', operator), file], {
    stdio: 'pipe',
  });
  return file;
};

/** The proof under a run's newest entry of that event. */
const signature = async (run: string, event: string): Promise<string> => {
  const found = (await stack.entries(run, 'run')).findLast(({ body }) => body.event === event)?.body;
  return found && 'signed' in found && found.signed && 'signature' in found.signed ? found.signed.signature : '';
};

const findingOf = (instanceId: string) => ({
  Id: 'f-1',
  Type: 'Backdoor:EC2/C&CActivity.B!DNS',
  Title: 'it talks to a stranger',
  Severity: 8,
  AccountId: '111122223333',
  Region: 'eu-west-1',
  CreatedAt: '2026-11-22T08:02:00.000Z',
  Resource: { ResourceType: 'Instance', InstanceDetails: { InstanceId: instanceId } },
  Service: { EventFirstSeen: '2026-11-22T08:00:00.000Z' },
});

describe('what was signed on another machine', () => {
  it('asks for a run, which somebody else denies', async () => {
    const before = (await stack.reading.runs()).length;
    const asked = await signedElsewhere('responder', ...launchWords(), '--title', 'by phone');
    expect(await stack.reading.runs()).toHaveLength(before);
    const run = await stack.ask<Launched>('run', 'contain-instance', '--import', asked, '--quiet');
    expect(await stack.view(run.id)).toMatchObject({ state: 'waiting', requestedBy: 'responder', title: 'by phone' });
    expect(await signature(run.id, 'requested')).toBe(readFileSync(`${asked}.sig`, 'utf8'));
    const no = ['deny', run.id, '--plan', run.planHash, '--reason', 'not this host'];
    const denial = await signedElsewhere('ir-lead', ...no);
    // A no does not pass for a yes, nor for a word on another run.
    await expectRefusal(stack, ['approve', run.id, '--import', denial], {
      exit: 2,
      code: 'usage',
      names: new RegExp(`deny ${run.id}`),
    });
    expect((await stack.view(run.id)).gates[0]).toMatchObject({ state: 'waiting', refusals: [] });
    expect(await stack.ask('deny', run.id, '--import', denial)).toMatchObject({
      decision: 'deny',
      operator: 'ir-lead',
    });
    await stack.untilState(run.id, 'denied');
    expect((await stack.entries(run.id, 'approval')).at(-1)?.body).toMatchObject({
      decision: 'deny',
      reason: 'not this host',
    });
    // A signed request is good for one run, also once that is over.
    await expectRefusal(stack, ['run', 'contain-instance', '--import', asked], {
      exit: 3,
      code: 'used',
      names: /asked for already/,
    });
  });

  it('stops a run', async () => {
    const run = await stack.launch(instance.id);
    const stop = await signedElsewhere('ir-lead', 'cancel', run.id, '--reason', 'false alarm');
    expect((await stack.view(run.id)).state).toBe('waiting');
    await stack.ask('cancel', run.id, '--import', stop);
    await stack.untilState(run.id, 'cancelled');
    expect(await signature(run.id, 'cancel-requested')).toBe(readFileSync(`${stop}.sig`, 'utf8'));
  });

  it('answers a failed step', async () => {
    await stack.admin.addFault({
      match: {
        operation: 'ModifyNetworkInterfaceAttribute',
        inputIncludes: instance.interfaces[1] ?? '',
        times: 1_000,
      },
      kind: 'error',
      status: 403,
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation: ec2:ModifyNetworkInterfaceAttribute',
    });
    const run = await stack.contain(instance.id);
    const { step } = await stack.untilFailed(run.id);
    await stack.admin.clearFaults();
    const answer = await signedElsewhere('ir-lead', 'decide', run.id, 'retry', '--reason', 'permission added');
    await expectRefusal(stack, ['decide', run.id, 'abort', '--import', answer], {
      exit: 2,
      code: 'usage',
      names: new RegExp(`decide ${run.id} retry`),
    });
    // The choice is in what was signed.
    expect(await stack.ask('decide', run.id, '--import', answer)).toMatchObject({ step, decision: 'retry' });
    await stack.untilState(run.id, 'completed');
    await stack.release(run.id);
  });

  it('has a run put back, once', async () => {
    const run = await stack.contain(instance.id);
    await stack.untilState(run.id, 'completed');
    const back = await signedElsewhere('responder', 'release', run.id, '--reason', 'host rebuilt');
    expect((await stack.view(run.id)).release).toBeNull();
    const release = await stack.ask<Launched & { release: string }>('release', run.id, '--import', back, '--quiet');
    expect(await signature(run.id, 'release-requested')).toBe(readFileSync(`${back}.sig`, 'utf8'));
    const yes = ['approve', run.id, '--plan', release.planHash, '--reason', 'rebuilt'];
    await stack.ask('approve', run.id, '--import', await signedElsewhere('ir-lead', ...yes));
    await stack.untilState(run.id, 'released');
    const again = await stack.cli('release', run.id, '--import', back, '--json', '--quiet');
    expect({ code: again.code, error: again.json() }).toMatchObject({
      code: 3,
      error: { error: { message: expect.stringContaining('used before') } },
    });
  });

  it('opens a case, which a run joins with its finding and which is closed while changes stand', async () => {
    const opening = await signedElsewhere('ir-lead', 'case', 'open', 'case-by-phone', '--title', 'a call at night');
    expect(await stack.reading.ledger.cases()).not.toContain('case-by-phone');
    expect(await stack.ask('case', 'open', '--import', opening)).toMatchObject({ id: 'case-by-phone', state: 'open' });
    writeFileSync(at('finding.json'), JSON.stringify({ Findings: [findingOf(instance.id)] }));
    const words = ['run', 'contain-instance', '--finding', at('finding.json'), '--case', 'case-by-phone', '--quiet'];
    const run = await stack.ask<Launched>(...words);
    await stack.approve(run.id, run.planHash);
    await stack.untilState(run.id, 'completed');
    await stack.ask('case', 'note', 'case-by-phone', '--text', 'the customer knows');
    const closing = await stack.ask('case', 'close', 'case-by-phone', '--reason', 'contained', '--as', 'ir-lead');
    expect(closing).toMatchObject({ state: 'closed', standing: expect.any(Number) });
    const shown = caseShape.parse(await stack.ask('case', 'show', 'case-by-phone'));
    expect(shown).toMatchObject({
      title: 'a call at night',
      severity: 'P2',
      state: 'closed',
      openedBy: 'ir-lead',
      closingReason: 'contained',
      findings: [{ provider: 'GuardDuty', resources: [instance.id] }],
      runs: [{ id: run.id }],
      notes: [{ text: 'the customer knows', by: 'responder' }],
      clocks: { detect: { seconds: 120 }, contain: { seconds: expect.any(Number) } },
    });
    expect(shown.standing.map(({ action }) => action)).toContain('isolateInstance');
    const entries = await stack.reading.ledger.entries('case-by-phone', { kinds: ['case'] });
    expect(entries.at(-1)?.body).toMatchObject({ event: 'closed', standing: shown.standing });
    expect(caseListShape.parse(await stack.ask('case', 'list'))[0]).toMatchObject({ id: 'case-by-phone', runs: 1 });
    reportShape.parse(await stack.ask('report', 'case-by-phone', '--quiet'));
    await expectRefusal(stack, ['case', 'close', 'case-by-phone', '--reason', 'again'], {
      exit: 3,
      code: 'closed',
      names: /closed already/,
    });
    await stack.release(run.id);
  });

  it.each([
    ['both at once', ['--export', 'a.json', '--import', 'b.json'], /One file is written/],
    ['a file that cannot be written', ['--export', '/nowhere/a.json'], /cannot be written/],
    ['a file that is not there', ['--import', '/nowhere/a.json'], /not a signed document/],
  ])('is wrong use, exit 2: %s', async (_, options, names) => {
    await expectRefusal(stack, [...launchWords(), ...options], { exit: 2, code: 'usage', names });
  });
});
