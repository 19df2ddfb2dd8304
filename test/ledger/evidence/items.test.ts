import { describe, expect, it } from '@jest/globals';
import { evidenceOf } from '../../../ledger/evidence/items.js';
import { manifestOf } from '../../../ledger/evidence/manifest.js';
import type { Entry, EntryBodies, EntryKind } from '../../../workflows/contract/entries.js';
import type { Hash } from '../../../workflows/contract/json.js';

const hash = (digit: string): Hash => `sha256:${digit.repeat(64)}`;

/** Entries as a ledger gives them; what they say is all that counts here. */
const book = () => {
  const entries: Entry[] = [];
  const tell = <K extends EntryKind>(kind: K, body: Partial<EntryBodies[K]>): void => {
    const seq = entries.length + 1;
    const at = new Date(Date.UTC(2026, 10, 22, 0, seq)).toISOString();
    const entry = { v: 1, case: 'case-1', seq, at, actor: 'worker', kind, body: { run: 'run-1', ...body } };
    entries.push({ ...entry, prev: hash('0'), key: '0'.repeat(16), hash: hash(`${seq % 10}`), signature: '' } as never);
  };
  return { entries, tell };
};

const snapshot = (state: string, details?: EntryBodies['evidence']['details']): Partial<EntryBodies['evidence']> => ({
  id: 'snap-0a',
  step: 'snapshot/i-1/snapshotVolumes',
  evidenceKind: 'ebs-snapshot',
  source: 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-1',
  method: 'ec2:CreateSnapshots of i-1',
  location: 'arn:aws:ec2:eu-west-1::snapshot/snap-0a',
  state,
  collectedAt: `2026-11-22T00:00:0${state.length % 10}.000Z`,
  ...(details && { details }),
});

describe('the evidence of a case', () => {
  it('is one item for all states of one id: the newest state, and what any of them said of lock and encryption', () => {
    const { entries, tell } = book();
    tell('evidence', snapshot('pending'));
    tell('evidence', snapshot('locked', { lock: 'governance', days: 30 }));
    tell('evidence', snapshot('completed', { encrypted: true, kmsKeyId: 'arn:aws:kms:key', startedAt: 'then' }));
    expect(evidenceOf(entries)).toEqual([
      expect.objectContaining({
        id: 'snap-0a',
        case: 'case-1',
        run: 'run-1',
        kind: 'ebs-snapshot',
        state: 'completed',
        location: { snapshotId: 'snap-0a', region: 'eu-west-1' },
        lock: { mode: 'governance', retainUntil: null, days: 30, legalHold: null },
        encryption: { encrypted: true, key: 'arn:aws:kms:key' },
        sha256: null,
        startedAt: 'then',
        clock: 'startedAt, endedAt: AWS; collectedAt: the worker',
        entries: [1, 2, 3].map((seq) => expect.objectContaining({ seq })),
      }),
    ]);
  });

  it('names who asked for its run and who approved the plan that it was collected under, and nobody else', () => {
    const { entries, tell } = book();
    const approval = (operator: string, plan: Hash, decision: 'approve' | 'deny' = 'approve') =>
      tell('approval', { operator, person: operator, plan, decision });
    tell('run', { event: 'requested', requestedBy: 'responder' });
    approval('lead', hash('a'));
    approval('other', hash('b'));
    approval('against', hash('a'), 'deny');
    const step = 'snapshot/i-1/snapshotVolumes';
    tell('outcome', { step, state: 'applying', root: hash('a') });
    tell('evidence', snapshot('pending'));
    const [item] = evidenceOf(entries);
    expect(item?.operator).toBe('responder');
    expect(item?.approvals.map(({ operator }) => operator)).toEqual(['lead']);
  });

  it('shows what was done with each item since, in order', () => {
    const { entries, tell } = book();
    tell('evidence', snapshot('pending'));
    const by = { run: 'custody-1', operator: 'examiner', person: 'ida', purpose: 'court' };
    tell('custody', { ...by, event: 'requested', act: 'verify', evidence: [] });
    tell('custody', { ...by, event: 'verified', evidence: 'snap-0a', ok: false, differences: ['gone'], warnings: [] });
    tell('custody', { ...by, event: 'verified', evidence: 'snap-0b', ok: true, differences: [], warnings: [] });
    const [item] = evidenceOf(entries);
    expect(item?.custody.map(({ event, seq, ok }) => [event, seq, ok])).toEqual([
      ['requested', 2, undefined],
      ['verified', 3, false],
    ]);
  });

  it('has nothing in its custody that was before it was collected', () => {
    const { entries, tell } = book();
    const by = { run: 'custody-1', operator: 'examiner', person: 'ida', purpose: 'court' };
    tell('custody', { ...by, event: 'requested', act: 'verify', evidence: [] });
    tell('evidence', snapshot('pending'));
    tell('custody', { ...by, event: 'requested', act: 'verify', evidence: [] });
    tell('evidence', snapshot('completed'));
    expect(evidenceOf(entries)[0]?.custody.map(({ seq }) => seq)).toEqual([3]);
  });

  it('reads no more of what a host said than has the form of it', () => {
    const { entries, tell } = book();
    const details = { bucket: ['b'], key: 'k', versionId: 'v', toolSha256: 'none', tool: 'avml 0.19.0', lockMode: 7 };
    tell('evidence', { ...snapshot('locked', details), location: 's3://b/k' });
    expect(evidenceOf(entries)[0]).toMatchObject({
      location: { place: 's3://b/k' },
      lock: null,
      tool: { name: 'avml', sha256: null },
    });
  });
});

describe('a manifest', () => {
  it('holds every item up to the newest entry about evidence, and what is done with them changes nothing in it', () => {
    const { entries, tell } = book();
    expect(manifestOf(entries)).toBeNull();
    tell('evidence', snapshot('pending'));
    const manifest = manifestOf(entries);
    expect(manifest).toMatchObject({
      v: 1,
      case: 'case-1',
      until: { seq: 1, hash: hash('1') },
      items: [{ id: 'snap-0a' }],
    });
    tell('custody', { event: 'manifest', document: hash('c'), items: 1 });
    expect(manifestOf(entries)).toEqual(manifest);
  });
});
