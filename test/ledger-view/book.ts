import { afterAll } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { hashOf } from '../../ledger/canonical.js';
import { planReference } from '../../ledger/plan-hash.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../ledger/sqlite/reader.js';
import { runView } from '../../ledger/view/run-view.js';
import type { EntryBodies, GateRecord } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import type { PlanDocument, SignedStep } from '../../workflows/contract/plan.js';
import type { RunView, StepView } from '../../workflows/contract/views.js';
import type { RunState, Verdict } from '../../workflows/contract/words.js';
import { decision } from '../ledger/fixtures/people.js';
import { isolate, planWith } from '../ledger/fixtures/plans.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';
import { onePolicy } from '../support/policy.js';

/** The one step that most of these plans have. */
export const step = isolate.step;
const failure = { code: 'AccessDenied', message: 'not allowed to', hint: 'allow it' } as const;
// Views count what is recorded; whether it is genuine is for the authority and the verifier.
const signed = { document: decision('lead', hashOf('a plan')), signature: 'none' };

/** A plan whose one stage has these steps in one track. */
export const planOf = (stage: string, ...steps: readonly SignedStep[]): PlanDocument => {
  const [first] = planWith(isolate).stages;
  const observed = first?.tracks[0]?.steps[0]?.observed;
  if (!observed) throw new Error('the fixture has no step');
  const tracks = [{ target: isolate.target, steps: steps.map((one) => ({ signed: one, observed })) }];
  return { ...planWith(isolate), stages: [{ name: stage, tracks }] };
};

/** What a release of the step would be planned as. */
export const undoOf = (release: string): PlanDocument => ({
  ...planOf(release, { ...isolate, step: `${release}/${step}`, phase: 'undo' }),
  purpose: 'release',
});

/** A run's story, written entry by entry into a real ledger. */
export class Story {
  readonly run = `run-${randomUUID().slice(0, 8)}`;
  readonly case = `case-${randomUUID().slice(0, 8)}`;
  #gates = 0;

  constructor(
    private readonly ledger: Awaited<ReturnType<typeof openLedger>>,
    private readonly reader: ReturnType<typeof openSqliteReader>,
  ) {}

  async view(): Promise<RunView> {
    const view = await runView(this.reader, this.case, this.run);
    if (view === null) throw new Error('the run was never opened');
    return view;
  }

  /** The state of a step, wherever it stands. */
  async step(id = step): Promise<StepView> {
    const found = (await this.view()).stages
      .flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps))
      .find((one) => one.id === id);
    if (!found) throw new Error(`no step ${id}`);
    return found;
  }

  async opened(policy: Parameters<typeof onePolicy>[0] = {}): Promise<this> {
    return this.tell('run', {
      run: this.run,
      event: 'requested',
      playbook: 'contain-instance',
      playbookVersion: '1',
      severity: 'P2',
      title: 'A test',
      input: { instanceId: 'i-1' },
      requestedBy: 'responder',
      person: 'ada',
      policy: onePolicy(policy),
      policyHash: hashOf(onePolicy(policy) as unknown as Json),
      account: '111111111111',
      region: 'eu-west-1',
      signed,
    });
  }

  async planned(document = planWith(isolate), release?: string, changes: readonly string[] = []): Promise<GateRecord> {
    const gate = this.#gate('approval', release);
    await this.ledger.putDocument(document as unknown as Json);
    const plan = planReference(document);
    const where = { run: this.run, ...(release && { release }) };
    await this.tell('plan', { ...where, event: 'planned', plan, gate, summary: '', changes });
    return gate;
  }

  decided(gate: GateRecord, decision: Verdict, person = 'grace', operator = person): Promise<this> {
    const body = { run: this.run, gate: gate.id, operator, person, decision, plan: null, step: null } as const;
    return this.tell('approval', { ...body, reason: 'read it', roles: ['ir-lead'], proof: 'ssh', signed });
  }

  refused(gate: GateRecord): Promise<this> {
    const body = {
      run: this.run,
      gate: gate.id,
      operator: 'responder',
      proven: true,
      code: 'self-approval',
      reason: 'no',
    } as const;
    return this.tell('refusal', { ...body, plan: null, signed: null });
  }

  outcome(state: EntryBodies['outcome']['state'], more: Partial<EntryBodies['outcome']> = {}): Promise<this> {
    return this.tell('outcome', { run: this.run, step, state, attempt: 1, ...more });
  }

  async failed(more: Partial<EntryBodies['outcome']> = {}): Promise<GateRecord> {
    const gate = this.#gate('failure', /^(release-\d+)\//.exec(more.step ?? '')?.[1]);
    await this.outcome('failed', { error: failure, gate, ...more });
    return gate;
  }

  verified(holds = true): Promise<this> {
    const body = { run: this.run, step, assurance: 'configured', holds, since: '2026-11-22T00:00:00.000Z' } as const;
    return this.tell('verification', { ...body, facts: ['it reads'], notCut: [] });
  }

  undo(state: EntryBodies['undo']['state']): Promise<this> {
    const body = { run: this.run, step, state, attempt: 1, facts: ['put back'] } as const;
    return this.tell('undo', { ...body, ...(state === 'undo-failed' && { error: failure }) });
  }

  releaseRequested(release: string): Promise<this> {
    const who = { requestedBy: 'lead', person: 'grace', reason: 'over', signed } as const;
    return this.tell('run', { run: this.run, event: 'release-requested', release, ...who });
  }

  state(state: RunState, more: { readonly reason?: string; readonly release?: string } = {}): Promise<this> {
    return this.tell('run', { run: this.run, event: 'state', state, ...more });
  }

  async tell<K extends 'run' | 'plan' | 'approval' | 'refusal' | 'outcome' | 'verification' | 'undo' | 'note'>(
    kind: K,
    body: EntryBodies[K],
  ): Promise<this> {
    await this.ledger.append(this.case, 'worker:test', kind, body);
    return this;
  }

  #gate(kind: GateRecord['kind'], release?: string): GateRecord {
    this.#gates += 1;
    return {
      id: `gate-${this.#gates}`,
      kind,
      nonce: `nonce-${this.#gates}`,
      openedAt: '2026-11-22T00:00:00.000Z',
      expiresAt: '2026-11-22T01:00:00.000Z',
      workflowId: release ? `${this.run}/${release}` : this.run,
    };
  }
}

/** Opens a real ledger for one test file; each story in it is a case of its own. */
export const openBook = async (): Promise<{ readonly story: () => Story }> => {
  const folder = temporaryFolder();
  const path = join(folder, 'ledger.db');
  const ledger = await openLedger({ path, keyPath: join(folder, 'key') });
  const reader = openSqliteReader(path);
  afterAll(async () => {
    await reader.close();
    await ledger.close();
  });
  return { story: () => new Story(ledger, reader) };
};
