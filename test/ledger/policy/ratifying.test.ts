import { describe, expect, it } from '@jest/globals';
import { ratifyingSince } from '../../../ledger/policy/ratifying.js';
import type { Entry, EntryBodies, EntryKind, GateRecord } from '../../../workflows/contract/entries.js';
import { planReference } from '../../../ledger/plan-hash.js';
import { newKey, sealEntry } from '../fixtures/chain.js';
import { decision, signedBy, somebody } from '../fixtures/people.js';
import { isolate, planWith } from '../fixtures/plans.js';
import { genesis } from '../../../ledger/entry.js';

const key = newKey();
const ann = somebody('ann');
const plan = planReference(planWith(isolate));
const gateAt = (minute: number): GateRecord => ({
  id: `gate-${minute}`,
  kind: 'approval',
  nonce: `nonce-of-${minute}`,
  openedAt: `2026-11-22T00:0${minute}:00.000Z`,
  expiresAt: '2026-11-22T09:00:00.000Z',
  workflowId: 'run-1',
});
const entry = <K extends EntryKind>(kind: K, body: EntryBodies[K]): Entry =>
  sealEntry({ case: 'case-1', seq: 1, at: gateAt(0).openedAt, actor: 'worker', kind, body }, genesis, key) as Entry;
const asked = (minute: number, more: { readonly release?: string } = {}): Entry =>
  entry('plan', { run: 'run-1', event: 'planned', plan, gate: gateAt(minute), summary: '', changes: [], ...more });
const said = (verdict: 'approve' | 'deny', minute: number): Entry =>
  entry('approval', {
    run: 'run-1',
    gate: gateAt(minute).id,
    operator: 'ann',
    person: 'ann',
    decision: verdict,
    plan: plan.root,
    step: null,
    reason: '',
    roles: [],
    proof: 'ssh',
    signed: signedBy(ann, decision('ann', plan.root, { decision: verdict })),
  });

describe('the time to ratify', () => {
  it('begins with the gate that is opened, where it is the first', () => {
    expect(ratifyingSince([], gateAt(3))).toBe(gateAt(3).openedAt);
    expect(ratifyingSince([asked(1, { release: 'release-1' })], gateAt(3))).toBe(gateAt(3).openedAt);
  });

  it('does not begin anew where people are asked again', () => {
    expect(ratifyingSince([asked(1), said('approve', 1), asked(3)], gateAt(3))).toBe(gateAt(1).openedAt);
  });

  it('is over with a no at another gate, whatever is asked after that', () => {
    expect(ratifyingSince([asked(1), said('deny', 1), asked(3)], gateAt(3))).toBeNull();
    // What a no means at its own gate, the rules of that say.
    expect(ratifyingSince([asked(1), said('deny', 1)], gateAt(1))).toBe(gateAt(1).openedAt);
  });
});
