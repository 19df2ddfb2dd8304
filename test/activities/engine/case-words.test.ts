import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseActivities } from '../../../activities/engine/case-words.js';
import type { Workplace } from '../../../activities/engine/context.js';
import type { CaseWord } from '../../../workflows/contract/case.js';
import { deploymentChain } from '../../../workflows/contract/deployment.js';
import type { CaseDocument, Signed } from '../../../workflows/contract/documents.js';
import { signedBy, somebody, type Somebody } from '../../ledger/fixtures/people.js';
import { finding } from '../../ledger-view/case/chronicle.js';
import { furnish } from './gates/workplace.js';

const [ada, grace] = [somebody('ada'), somebody('grace')];
const folder = mkdtempSync(join(tmpdir(), 'firebreak-case-'));

let workplace: Workplace;
beforeAll(async () => {
  workplace = { ...(await furnish(folder)), operators: [ada, grace] };
});
afterAll(async () => {
  await workplace.ledger.close();
  workplace.clients.close();
  rmSync(folder, { recursive: true, force: true });
});

let number = 0;
let caseId: string;
beforeEach(() => {
  caseId = `case-${++number}`;
});

const opening: CaseWord = { event: 'opened', title: 'a beacon', severity: 'P1', findings: [finding()] };
const note: CaseWord = { event: 'noted', text: 'the customer knows' };

const signed = (word: CaseWord, who: Somebody = ada, change: Partial<CaseDocument> = {}): Signed<CaseDocument> =>
  signedBy(who, {
    v: 1,
    kind: 'case',
    operator: who.name,
    case: caseId,
    run: caseId,
    reason: 'because',
    word,
    nonce: randomUUID(),
    at: new Date().toISOString(),
    ...change,
  });
const record = (word: Signed<CaseDocument>) => caseActivities(workplace)['case.record']({ signed: word });
const say = (word: CaseWord, who: Somebody = ada) => record(signed(word, who));

const onRecord = async () =>
  (await workplace.ledger.entries(caseId)).map(({ kind, body }) => [
    kind,
    'event' in body ? body.event : 'code' in body ? body.code : '',
  ]);

describe('a word on a case', () => {
  it('is on record with what was signed, under the case’s own name', async () => {
    const word = signed(opening);
    expect(await record(word)).toMatchObject({ accepted: true });
    const [entry] = await workplace.ledger.entries(caseId);
    expect(entry).toMatchObject({
      kind: 'case',
      body: { ...opening, run: caseId, requestedBy: 'ada', person: 'ada', reason: 'because', signed: word },
    });
  });

  it('counts once, however often it is handed in, whatever was said since', async () => {
    const closing = signed({ event: 'closed' });
    await say(opening);
    for (const word of [closing, closing]) expect(await record(word)).toMatchObject({ accepted: true });
    await say({ event: 'reopened' });
    expect(await record(closing)).toMatchObject({ accepted: true });
    expect(await onRecord()).toEqual([
      ['case', 'opened'],
      ['case', 'closed'],
      ['case', 'reopened'],
    ]);
  });

  it.each<readonly [string, readonly CaseWord[], CaseWord, string]>([
    ['about a case that nobody opened', [], note, 'no-case'],
    ['that opens a case twice', [opening], opening, 'exists'],
    ['that closes a closed one', [opening, { event: 'closed' }], { event: 'closed' }, 'closed'],
    ['that opens an open one again', [opening], { event: 'reopened' }, 'open'],
  ])('%s is refused, on record', async (_what, before, word, code) => {
    for (const one of before) await say(one);
    expect(await say(word, grace)).toMatchObject({ accepted: false, code });
    expect((await onRecord()).at(-1)).toEqual(['refusal', code]);
  });

  it('may be a note of several lines, and has nothing hidden in it', async () => {
    await say(opening);
    expect(await say({ event: 'noted', text: 'called:\n- the bank' })).toMatchObject({ accepted: true });
    for (const text of ['a\tb', 'a\rb', 'a\u202eb'])
      expect(await say({ event: 'noted', text })).toMatchObject({ accepted: false, code: 'malformed' });
    const title = 'two\nlines';
    expect(await say({ event: 'opened', title, severity: 'P1', findings: [] })).toMatchObject({ code: 'malformed' });
  });

  it('that somebody else signed is refused, and opens nothing', async () => {
    const forged = signed(opening, { ...grace, name: 'ada' });
    expect(await record(forged)).toMatchObject({ accepted: false, code: 'unknown-key' });
    expect(await onRecord()).toEqual([['refusal', 'unknown-key']]);
    expect(await say(opening)).toMatchObject({ accepted: true });
  });

  it('that was signed for another case, or for a run, is refused', async () => {
    await say(opening);
    expect(await record(signed(note, ada, { run: 'run-1' }))).toMatchObject({ accepted: false, code: 'malformed' });
  });

  it('that is no signed document opens no chain under the name in it: it is refused in that of the deployment', async () => {
    const { document } = signed(opening);
    const malformed = { document: { ...document, at: 'soon' } } as unknown as Signed<CaseDocument>;
    expect(await record(malformed)).toMatchObject({ accepted: false, code: 'malformed' });
    expect(await workplace.ledger.cases()).not.toContain(caseId);
    expect((await workplace.ledger.entries(deploymentChain)).at(-1)).toMatchObject({ body: { code: 'malformed' } });
    const nothing = {} as unknown as Signed<CaseDocument>;
    expect(await record(nothing)).toMatchObject({ accepted: false, code: 'malformed' });
  });

  it('is taken from two people who turn the case around at once only once', async () => {
    await say(opening);
    const both = await Promise.all([say({ event: 'closed' }), say({ event: 'closed' }, grace)]);
    expect(new Set(both.map(({ accepted }) => accepted))).toEqual(new Set([false, true]));
    expect((await onRecord()).slice(1)).toEqual([
      ['case', 'closed'],
      ['refusal', expect.stringMatching(/moved|closed/)],
    ]);
  });

  it('that was refused is spent: handed in again when it would do, it closes nothing', async () => {
    for (const word of [opening, { event: 'closed' } as const]) await say(word);
    const late = signed({ event: 'closed' });
    expect(await record(late)).toMatchObject({ accepted: false, code: 'closed' });
    await say({ event: 'reopened' }, grace);
    expect(await record(late)).toMatchObject({ accepted: false, code: 'closed' });
    expect((await onRecord()).at(-1)).toEqual(['case', 'reopened']);
  });

  it('that closes a case is refused when the case was turned around after it was signed', async () => {
    await say(opening);
    const hourOld = signed({ event: 'closed' }, ada, { at: new Date(Date.now() - 3_600_000).toISOString() });
    for (const event of ['closed', 'reopened'] as const) await say({ event }, grace);
    expect(await record(hourOld)).toMatchObject({ accepted: false, code: 'moved' });
    expect(await say({ event: 'closed' })).toMatchObject({ accepted: true });
  });

  it('is not spent by a forgery of it', async () => {
    const { document } = signed(opening);
    expect(await record(signedBy(grace, document))).toMatchObject({ accepted: false, code: 'unknown-key' });
    expect(await record(signedBy(ada, document))).toMatchObject({ accepted: true });
  });

  it('may be said of a closed case: notes and findings come late', async () => {
    for (const word of [opening, { event: 'closed' } as const, note])
      expect(await say(word)).toMatchObject({ accepted: true });
  });
});
