import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { reconcile } from '../../cli/commands/audit-reconcile.js';
import type { Invocation } from '../../cli/command.js';
import { reconciliationText } from '../../cli/output/reconciliation-text.js';
import type { OpenSession } from '../../cli/session/open-session.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../ledger/sqlite/reader.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import type { Reconciliation, ReconcileRequest } from '../../workflows/contract/reconciliation.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';
import { openLedgerFile } from '../support/ledger-file.js';

const folder = temporaryFolder();
const path = join(folder, 'ledger.db');
let ledger: Awaited<ReturnType<typeof openLedger>>;
let reader: ReturnType<typeof openSqliteReader>;
beforeAll(async () => {
  ledger = await openLedger({ path, keyPath: join(folder, 'ledger.key') });
  reader = openSqliteReader(path);
});
afterAll(async () => {
  await reader.close();
  await ledger.close();
});

const whole: Omit<Reconciliation, 'asked'> = {
  ok: true,
  account: '111122223333',
  identity: 'arn:aws:iam::111122223333:role/firebreak',
  window: {
    since: '2026-11-22T08:00:00.000Z',
    until: '2026-11-22T09:00:00.000Z',
    settledUntil: '2026-11-22T08:45:00.000Z',
  },
  matched: 3,
  byShape: 0,
  pairs: [],
  unexplained: [],
  missing: [],
  notCovered: [],
  notYet: 0,
  sources: [{ kind: 'LookupEvents', region: 'eu-west-1', since: '2026-11-22T08:00:00.000Z', events: 3 }],
};
const stolen = {
  eventId: 'event-1',
  eventTime: '2026-11-22T08:30:00Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'RunInstances',
  region: 'eu-west-1',
  requestId: null,
  arn: 'arn:aws:sts::111122223333:assumed-role/firebreak/\u001b[2Jnobody',
  accessKeyId: 'ASIAEXAMPLE',
  sourceIp: '203.0.113.9',
  userAgent: null,
  errorCode: null,
};

/** A worker's word that it found this. */
const recorded = (request: string, document: Hash) =>
  ledger.append(deploymentChain, 'worker:test', 'deployment', {
    run: deploymentChain,
    event: 'reconciled',
    request,
    document,
    ok: true,
    matched: 3,
    unexplained: 0,
    missing: 0,
  });

/** The same, by somebody who can write the store and has no key that counts. */
const forged = async (request: string, document: Hash): Promise<void> => {
  const { seq, ...entry } = await recorded(request, await ledger.putDocument('another'));
  const text = JSON.stringify({ seq, ...entry, body: { ...entry.body, document } });
  const db = openLedgerFile(path);
  db.prepare('UPDATE entries SET text = ? WHERE case_id = ? AND seq = ?').run(text, deploymentChain, seq);
  db.close();
};

/** The command, against a worker that answers what `answer` makes of the question. */
const run = async (
  options: Readonly<Record<string, string>>,
  answer: (asked: ReconcileRequest) => Reconciliation,
  record: (request: string, document: Hash) => Promise<unknown> = recorded,
) => {
  const printed: string[] = [];
  const start = async (_type: string, { args: [asked] }: { readonly args: readonly [ReconcileRequest] }) => ({
    result: async () => {
      const document = await ledger.putDocument(answer(asked) as unknown as Json);
      await record(asked.run, document);
      return document;
    },
  });
  const withDeadline = (_at: number, work: () => Promise<unknown>) => work();
  const session = {
    config: { temporal: { address: 'here', taskQueue: 'firebreak' }, ledger: { key: join(folder, 'ledger.key') } },
    temporal: { client: async () => ({ workflow: { start }, withDeadline }) },
    reading: { ledger: reader },
  } as unknown as OpenSession;
  const out = { progress: () => undefined, result: (_value: unknown, text: () => string) => void printed.push(text()) };
  const invocation = { text: (name: string) => options[name], out } as unknown as Invocation;
  return { code: await reconcile(invocation, session, 'case-1'), printed: printed.join('\n') };
};

describe('audit reconcile', () => {
  it('asks what it was told to, and ends with 0 when both tell the same', async () => {
    const asked: ReconcileRequest[] = [];
    const { code, printed } = await run(
      { since: '2026-11-22T08:00:00Z', settle: '5m', trail: 's3://logs' },
      (request) => {
        asked.push(request);
        return { asked: request, ...whole };
      },
    );
    expect(code).toBe(0);
    expect(printed).toMatch(/^RECONCILED: 3 changing/);
    const { run: workflow, ...question } = asked[0] ?? { run: '' };
    expect(workflow).toMatch(/^audit-[0-9a-f]{12}$/);
    expect(question).toEqual({ case: 'case-1', since: '2026-11-22T08:00:00.000Z', settle: 300, trail: 's3://logs' });
  });

  it('ends with 6 when something is unexplained, and names it', async () => {
    const { code, printed } = await run({}, (asked) => ({ asked, ...whole, ok: false, unexplained: [stolen] }));
    expect(code).toBe(6);
    expect(printed).toMatch(/UNEXPLAINED: 1 call[\s\S]*ec2:RunInstances in eu-west-1 {2}by .* from 203\.0\.113\.9/);
  });

  it('does not take the answer to another question: an older one may say that all is well', async () => {
    const older = run({}, (asked) => ({ asked: { ...asked, run: 'audit-000000000000' }, ...whole }));
    await expect(older).rejects.toMatchObject({ code: 'not-asked', exitCode: 6 });
  });

  it.each<readonly [string, (request: string, document: Hash) => Promise<unknown>]>([
    ['no entry', async () => undefined],
    ['an entry about another question', (_request, document) => recorded('audit-000000000000', document)],
    ['an entry about another document', async (request) => recorded(request, await ledger.putDocument('another'))],
    ['an entry that no worker signed', (request, document) => forged(request, document)],
  ])('does not take a document that %s names: whoever writes the store can put one there', async (_what, record) => {
    const planted = run({}, (asked) => ({ asked, ...whole }), record);
    await expect(planted).rejects.toMatchObject({ code: 'not-recorded', exitCode: 6 });
  });

  it.each([{ since: 'yesterday' }, { since: '24' }, { since: '5y' }, { settle: 'soon' }])(
    'takes no %j',
    async (options) => {
      await expect(run(options, (asked) => ({ asked, ...whole }))).rejects.toMatchObject({ exitCode: 2 });
    },
  );
});

it('tells of a trail whose files do not hold, and of what is not covered', () => {
  const entry = {
    case: 'case-1',
    seq: 7,
    run: 'run-1',
    step: 'contain/i-1/isolateInstance',
    at: '2026-11-22T08:01:00.000Z',
    service: 'ec2',
    operation: 'CreateTags',
    target: 'i-1',
    requestId: null,
  };
  const trail = {
    kind: 'trail',
    region: 'eu-west-1',
    events: 0,
    bucket: 'logs',
    trail: 'acme',
    since: null,
    until: null,
    digests: 0,
    files: 0,
    problems: [{ kind: 'altered', object: 'digest-1', what: 'its signature does not hold' }],
  } as const;
  const text = reconciliationText({
    asked: { run: 'audit-1', case: null, since: null, settle: 900, trail: null },
    ...whole,
    ok: false,
    pairs: [{ entry, event: stolen }],
    missing: [entry],
    notCovered: [{ why: 'AWS refused it', entries: [entry] }],
    notYet: 2,
    sources: [...whole.sources, trail],
  });
  expect(text).toMatch(/case-1 #7: .*ec2:RunInstances.*\(ASIAEXAMPLE\) from 203\.0\.113\.9/);
  expect(text).toMatch(/ALTERED: digest-1: its signature does not hold/);
  expect(text).toMatch(
    /MISSING: 1 entries have no event\n {2}2026-11-22T08:01:00\.000Z {2}ec2:CreateTags i-1 {2}case-1 #7/,
  );
  expect(text).toMatch(/not covered: AWS refused it\n.*#7\nnot yet: 2 entries/);
});
