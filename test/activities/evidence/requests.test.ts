import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { somebody } from '../../ledger/fixtures/people.js';
import { EvidenceRoom, examiner, type Kept } from '../fixtures/evidence-room.js';

let room: EvidenceRoom;
let kept: Kept;
beforeAll(async () => {
  room = await EvidenceRoom.open();
  kept = await room.keep();
}, 60_000);
afterAll(() => room.office.close());

const minutes = (count: number): string => new Date(Date.now() + count * 60_000).toISOString();
const refusalOf = async (request: string): Promise<unknown> => (await room.entries(request, 'refusal'))[0]?.body;

describe('a request for evidence', () => {
  it('is on record, with who asked for what and why, before anything is read', async () => {
    const signed = room.request('verify', [kept.id], { reason: 'for the court' });
    await room.hand(signed);
    const entries = await room.office.ledger.entries(room.case, { run: signed.document.run });
    expect(entries[0]).toMatchObject({
      kind: 'custody',
      body: { event: 'requested', act: 'verify', person: 'ida', purpose: 'for the court', signed },
    });
    const calls = entries.flatMap(({ kind, body }) => (kind === 'call' ? [body.operation] : []));
    expect(calls).toEqual([
      'AssumeRole',
      'ListObjectVersions',
      'GetObject',
      'GetObjectRetention',
      'GetObjectLegalHold',
    ]);
  });

  it.each([
    ['that somebody else signed', 'forged', { signedBy: somebody('mallory') }],
    ['of nobody who is known', 'unknown-operator', { operator: 'mallory' }],
    ['that was signed an hour ago', 'expired', { at: minutes(-60) }],
    ['that is from the future', 'expired', { at: minutes(10) }],
    ['handed to another workflow', 'wrong-workflow', { workflowId: 'custody-other' }],
    ['for what was never collected', 'no-evidence', { evidence: ['snap-0'] }],
  ])('%s is refused, on record, and nothing is read', async (_what, code, oddly) => {
    const signed = room.request('verify', [kept.id], oddly);
    await expect(room.hand(signed, 'verify', oddly)).rejects.toMatchObject({ type: 'Refused' });
    const { run } = signed.document;
    expect(await refusalOf(run)).toMatchObject({
      code: code === 'forged' ? expect.stringMatching(/forged|unknown-key/) : code,
    });
    expect(await room.custody(run)).toEqual([]);
    expect(await room.entries(run, 'call')).toEqual([]);
  });

  it('to verify is none to fetch', async () => {
    const signed = room.request('verify', [kept.id]);
    await expect(room.hand(signed, 'fetch')).rejects.toMatchObject({ type: 'Refused' });
    expect(await refusalOf(signed.document.run)).toMatchObject({ code: 'wrong-workflow' });
  });

  it('is good for one execution: a copy of it gets nothing, another attempt goes on', async () => {
    const signed = room.request('verify', [kept.id]);
    await room.hand(signed);
    await room.hand(signed);
    const { run } = signed.document;
    expect((await room.custody(run)).map(({ event }) => event)).toEqual(['requested', 'verified']);
    await expect(room.hand(signed, 'verify', { execution: 'y' })).rejects.toMatchObject({ type: 'Refused' });
    expect(await refusalOf(run)).toMatchObject({ code: 'used', operator: examiner.name, proven: true });
  });

  it('of another kind, or for a case in which nothing was collected, makes no chain of its own', async () => {
    const signed = room.request('verify', [], { case: 'case-empty' });
    await expect(room.hand(signed)).rejects.toMatchObject({ type: 'NotFound' });
    expect(await room.office.ledger.cases()).not.toContain('case-empty');
  });
});
