import { hashOf } from '../../../ledger/canonical.js';
import { genesis } from '../../../ledger/entry.js';
import { planReference } from '../../../ledger/plan-hash.js';
import { caseView } from '../../../ledger/view/case/case-view.js';
import { reportOf } from '../../../ledger/view/report/report.js';
import type { Report, Verified } from '../../../ledger/view/report/model.js';
import { runView } from '../../../ledger/view/run-view.js';
import type { CaseWord, Finding, StandingChange } from '../../../workflows/contract/case.js';
import type { CaseView } from '../../../workflows/contract/case-views.js';
import type { RunRequest } from '../../../workflows/contract/documents.js';
import type { Entry, EntryBodies, EntryKind, GateRecord } from '../../../workflows/contract/entries.js';
import type { Hash, Json } from '../../../workflows/contract/json.js';
import type { PlanDocument, SignedStep } from '../../../workflows/contract/plan.js';
import { decision } from '../../ledger/fixtures/people.js';
import { isolate, planWith } from '../../ledger/fixtures/plans.js';
import { onePolicy } from '../../support/policy.js';

/** The case that is told. */
export const caseId = 'case-1';

/** The time so many seconds into the story. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 22, 8) + seconds * 1_000).toISOString();

/** A finding, with what a test changes in it. */
export const finding = (change: Partial<Finding> = {}): Finding => ({
  provider: 'GuardDuty',
  id: 'finding-1',
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  title: 'it talks to a stranger',
  severity: 'high',
  account: '111122223333',
  region: 'eu-west-1',
  firstSeen: at(-600),
  createdAt: at(-300),
  resources: ['i-0abc1234def567890'],
  ...change,
});

export const verified: Verified = {
  ok: true,
  entries: 0,
  firstBad: null,
  seals: 0,
  badSeals: [],
  attested: 0,
  keys: ['0123456789abcdef'],
};

/** A case, told entry by entry at times of its own; nothing is signed, and views do not ask for it. */
export class Chronicle {
  readonly entries: Entry[] = [];
  readonly #documents = new Map<string, PlanDocument>();

  tell<K extends EntryKind>(seconds: number, kind: K, body: EntryBodies[K]): this {
    const seq = this.entries.length + 1;
    const sealed = { prev: genesis, key: '0123456789abcdef', hash: hashOf(seq), signature: 'none' };
    const entry = { v: 1, case: caseId, seq, at: at(seconds), actor: 'worker:1', kind, body, ...sealed };
    this.entries.push(entry as unknown as Entry);
    return this;
  }

  said(seconds: number, word: CaseWord, who = 'ada', reason = 'because'): this {
    const signed = { document: decision(who, hashOf('no plan')), signature: 'none' };
    return this.tell(seconds, 'case', { ...word, run: caseId, requestedBy: who, person: who, reason, signed });
  }

  opened(seconds: number, findings: readonly Finding[] = []): this {
    return this.said(seconds, { event: 'opened', title: 'a beacon', severity: 'P1', findings });
  }

  asked(seconds: number, run = 'run-1', findings?: readonly Finding[]): this {
    const { plan: _plan, decision: _decision, ...base } = decision('ada', hashOf('no plan'));
    const request: RunRequest = {
      ...base,
      kind: 'run',
      case: caseId,
      run,
      playbook: 'contain-instance',
      severity: 'P2',
      title: 'contain it',
      input: {},
      ...(findings && { findings }),
    };
    return this.tell(seconds, 'run', {
      run,
      event: 'requested',
      playbook: 'contain-instance',
      playbookVersion: '1',
      severity: 'P2',
      title: 'contain it',
      input: {},
      requestedBy: 'ada',
      person: 'ada',
      policy: onePolicy(),
      policyHash: hashOf('a policy'),
      account: '111122223333',
      region: 'eu-west-1',
      signed: { document: request, signature: 'none' },
    });
  }

  planned(seconds: number, steps: readonly SignedStep[] = [isolate], run = 'run-1'): GateRecord {
    const [stage] = planWith(isolate).stages;
    const [step] = stage?.tracks[0]?.steps ?? [];
    if (!step) throw new Error('the fixture has no step');
    const tracks = [...Map.groupBy(steps, ({ target }) => target)].map(([target, own]) => ({
      target,
      steps: own.map((signed) => ({ ...step, signed })),
    }));
    const document = { ...planWith(isolate), run, stages: [{ name: 'contain', tracks }] };
    const plan = planReference(document);
    this.#documents.set(plan.document, document);
    const times = { openedAt: at(seconds), expiresAt: at(seconds + 3_600) };
    const gate: GateRecord = {
      id: `gate-of-${run}`,
      kind: 'approval',
      nonce: `nonce-${run}`,
      workflowId: run,
      ...times,
    };
    this.tell(seconds, 'plan', { run, event: 'planned', plan, gate, summary: '', changes: [] });
    return gate;
  }

  approved(seconds: number, gate: GateRecord, who = 'grace', run = 'run-1'): this {
    const signed = { document: decision(who, hashOf('a plan')), signature: 'none' };
    const on = { run, gate: gate.id, plan: null, step: null, signed };
    const word = { operator: who, person: who, decision: 'approve', reason: 'confirmed' } as const;
    return this.tell(seconds, 'approval', { ...on, ...word, roles: ['ir-lead'], proof: 'ssh' });
  }

  called(seconds: number, step = isolate.step, outcome: 'ok' | 'error' = 'ok', run = 'run-1'): this {
    const call = { run, step, call: 'group', attempt: 1, service: 'ec2', operation: 'ModifyNetworkInterfaceAttribute' };
    this.tell(seconds, 'outcome', { run, step, state: 'applying', attempt: 1 });
    this.tell(seconds, 'intent', { ...call, target: 'eni-1', input: {}, plan: hashOf('a plan') });
    const answer = { requestId: `request-${step}`, outcome, errorCode: outcome === 'ok' ? null : 'Throttling' };
    return this.tell(seconds, 'call', { ...call, ...answer, target: 'eni-1', input: {}, durationMs: 4 });
  }

  holds(seconds: number, step = isolate.step, notCut: readonly string[] = [], run = 'run-1'): this {
    const read = { assurance: 'configured', holds: true, since: at(seconds), facts: ['it reads'], notCut } as const;
    return this.tell(seconds, 'verification', { run, step, ...read });
  }

  closed(seconds: number, standing: readonly StandingChange[]): this {
    const signed = { document: decision('ada', hashOf('no plan')), signature: 'none' };
    const by = { requestedBy: 'ada', person: 'ada', reason: 'over', signed };
    return this.tell(seconds, 'case', { ...by, run: caseId, event: 'closed', standing });
  }

  collected(seconds: number, id: string, details: EntryBodies['evidence']['details'] = {}): this {
    const item = { run: 'run-1', step: 'snapshot/i-1/snapshotVolumes', id, evidenceKind: 'ebs-snapshot' };
    return this.tell(seconds, 'evidence', {
      ...item,
      source: 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-1',
      method: 'ec2:CreateSnapshots of i-1',
      location: `arn:aws:ec2:eu-west-1::snapshot/${id}`,
      state: 'completed',
      collectedAt: at(seconds),
      details,
    });
  }

  examined(seconds: number, evidence: string, differences: readonly string[] = []): this {
    const by = { run: 'custody-1', operator: 'ida', person: 'ida', purpose: 'court' };
    const found = { sha256: null, bytes: null, ok: differences.length === 0, differences, warnings: [] };
    return this.tell(seconds, 'custody', { ...by, event: 'verified', evidence, ...found });
  }

  undone(seconds: number, step = isolate.step, run = 'run-1'): this {
    return this.tell(seconds, 'undo', { run, step, state: 'undone', attempt: 1, facts: [] });
  }

  async runs() {
    const source = {
      entries: async (_case: string, { run }: { readonly run?: string } = {}) =>
        this.entries.filter(({ body }) => run === undefined || ('run' in body && body.run === run)),
      document: async (hash: Hash) => this.#documents.get(hash) as unknown as Json,
    };
    const names = new Set(this.entries.flatMap(({ kind, body }) => (kind === 'run' ? [body.run] : [])));
    const views = await Promise.all([...names].map((name) => runView(source, caseId, name)));
    return views.flatMap((view) => view ?? []);
  }

  async view(): Promise<CaseView> {
    const view = caseView(caseId, this.entries, await this.runs());
    if (!view) throw new Error('there is no case');
    return view;
  }

  async report(found: Partial<Verified> = {}): Promise<Report> {
    const [view, runs] = [await this.view(), await this.runs()];
    const all = { ...verified, entries: this.entries.length, ...found };
    return reportOf({ view, runs, entries: this.entries, unreadable: [], verified: all }, at(10_000));
  }
}

/** A second change on the same target. */
export const other: SignedStep = { ...isolate, step: 'contain/i-1/detachProfile', action: 'detachProfile' };
