import { describe, expect, test } from '@jest/globals';
import { Authority } from '../../ledger/authority.js';
import type { Question } from '../../ledger/authority.js';
import { approvalsOf } from '../../ledger/approvals.js';
import { canonical, hashOf } from '../../ledger/canonical.js';
import { genesis } from '../../ledger/entry.js';
import { planReference } from '../../ledger/plan-hash.js';
import { signatureNamespace } from '../../workflows/contract/documents.js';
import type { PlanDecision, Recorded, RunRequest } from '../../workflows/contract/documents.js';
import type { ProofKind } from '../../workflows/contract/policy.js';
import type { Entry, EntryBodies, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import type { PlanDocument } from '../../workflows/contract/plan.js';
import { newKey, sealEntry } from './fixtures/chain.js';
import { decision, signedBy, somebody } from './fixtures/people.js';
import type { Somebody } from './fixtures/people.js';
import { createGroup, isolate, modify, planWith } from './fixtures/plans.js';
import { ed25519Key, securityKey, sshsigBy } from './fixtures/software-keys.js';
import { onePolicy } from '../support/policy.js';

const [ann, bob, cid, twin, guest] = [
  somebody('ann'),
  somebody('bob'),
  somebody('cid'),
  somebody('ann-laptop', 'ann'),
  somebody('guest', 'guest', ['reader']),
];
const operators = [ann, bob, cid, twin, guest];
const plan = planWith(isolate);
const { root } = planReference(plan);
const policy = (count = 1) => onePolicy({ count, roles: ['approver'], expiresAfter: 3600 });

// A ledger in memory, written by a worker's key.
const world = (quorum = 1) => {
  const key = newKey();
  const entries: Entry[] = [];
  const documents = new Map<Hash, Json>();
  const put = (document: PlanDocument): Hash => {
    documents.set(hashOf(document), document);
    return hashOf(document);
  };
  const add = <K extends EntryKind>(kind: K, body: EntryBodies[K], signer = key): void => {
    const before = entries.at(-1);
    const draft = {
      case: 'case-1',
      seq: entries.length + 1,
      at: '2026-11-22T00:00:00.000Z',
      actor: 'worker',
      kind,
      body,
    };
    entries.push(sealEntry(draft, before?.hash ?? genesis, signer) as Entry);
  };
  const request: RunRequest = {
    v: 1,
    kind: 'run',
    operator: 'ann',
    case: 'case-1',
    run: 'run-1',
    reason: 'seen by GuardDuty',
    nonce: 'request-1',
    at: '2026-11-22T00:00:00.000Z',
    playbook: 'contain-instance',
    severity: 'P2',
    title: 'A host',
    input: { instanceId: 'i-1' },
  };
  const requested = (change: Partial<Extract<EntryBodies['run'], { event: 'requested' }>> = {}): void =>
    add('run', {
      run: 'run-1',
      event: 'requested',
      playbook: 'contain-instance',
      playbookVersion: '1',
      severity: 'P2',
      title: 'A host',
      input: { instanceId: 'i-1' },
      requestedBy: 'ann',
      person: 'ann',
      policy: policy(quorum),
      policyHash: hashOf(policy(quorum) as unknown as Json),
      account: '111111111111',
      region: 'eu-west-1',
      signed: signedBy(ann, request),
      ...change,
    });
  const planned = (
    document: PlanDocument = plan,
    change: { nonce?: string; release?: string; openedAt?: string } = {},
  ): void => {
    put(document);
    const gate = {
      id: 'gate-1',
      kind: 'approval' as const,
      nonce: change.nonce ?? 'gate-nonce-1',
      openedAt: change.openedAt ?? '2026-11-22T00:00:00.000Z',
      expiresAt: '2026-11-22T01:00:00.000Z',
      workflowId: 'run-1',
    };
    const release = change.release === undefined ? {} : { release: change.release };
    add('plan', {
      run: 'run-1',
      event: 'planned',
      plan: planReference(document),
      gate,
      summary: '',
      changes: [],
      ...release,
    });
  };
  const vote = (signed: Recorded<PlanDecision>, recorded: Partial<EntryBodies['approval']> = {}): void =>
    add('approval', {
      run: 'run-1',
      gate: 'gate-1',
      operator: signed.document.operator,
      person: signed.document.operator,
      decision: signed.document.decision,
      plan: signed.document.plan,
      step: null,
      reason: '',
      roles: ['approver'],
      proof: 'ssh',
      signed,
      ...recorded,
    });
  const approve = (who: Somebody, change: Partial<PlanDecision> = {}): void =>
    vote(signedBy(who, decision(who.name, root, change)));
  const ledger = {
    keys: [key.publicKey],
    entries: async (_: string, query: { kinds?: readonly EntryKind[] } = {}) =>
      entries.filter(({ kind }) => query.kinds?.includes(kind) ?? true),
    getDocument: async (hash: Hash) => documents.get(hash) ?? null,
  };
  return { add, approve, entries, ledger, planned, put, request, requested, vote };
};

const create = {
  id: 'createGroup',
  service: 'ec2',
  operation: 'CreateSecurityGroup',
  input: { VpcId: 'vpc-1', GroupName: 'q-0123abcd' },
};
const attach = { ...modify('eni-01'), input: { NetworkInterfaceId: 'eni-01', Groups: ['sg-1'] } };
const question: Question = {
  case: 'case-1',
  run: 'run-1',
  step: isolate.step,
  root,
  document: hashOf(plan),
  call: create,
};
type World = ReturnType<typeof world>;

const signed = (quorum = 1): World => {
  const made = world(quorum);
  made.requested();
  made.planned();
  return made;
};
const ask = (made: World, change: Partial<Question> = {}): Promise<unknown> =>
  new Authority(made.ledger, operators).authorize({ ...question, ...change });
const refusal = (why: RegExp): unknown =>
  expect.objectContaining({ name: 'NotAuthorizedError', message: expect.stringMatching(why) });

describe('approvals', () => {
  const count = (made: World, quorum = 1) => approvalsOf(made.entries, root, policy(quorum).rules, operators, 'ann');

  test('people are counted, once each, and never who asked', () => {
    const made = signed();
    made.approve(ann);
    made.approve(twin);
    made.approve(guest);
    expect(count(made)).toMatchObject({ have: [], quorum: false });
    expect(count(made).rejected.join('\n')).toMatch(
      /ann asked for this[\s\S]*ann asked for this[\s\S]*guest has none of the roles/,
    );
    made.approve(bob);
    made.approve(bob, { reason: 'again' });
    expect(count(made, 2)).toMatchObject({ have: ['bob'], rules: [{ missing: [{ count: 1 }] }], quorum: false });
    made.approve(cid);
    expect(count(made, 2)).toMatchObject({ have: ['bob', 'cid'], quorum: true });
  });

  test.each<[string, (made: World) => void, RegExp]>([
    [
      'a forged row',
      (made) => made.vote({ ...signedBy(cid, decision('cid', root)), document: decision('bob', root) }),
      /signature of bob does not hold/,
    ],
    [
      'another plan',
      (made) => made.vote(signedBy(bob, decision('bob', hashOf(2))), { plan: root }),
      /signed another plan/,
    ],
    ['another run', (made) => made.approve(bob, { run: 'run-2' }), /signed for another run/],
    ['another case', (made) => made.approve(bob, { case: 'case-2' }), /signed for another run/],
    ['another gate', (made) => made.approve(bob, { nonce: 'another-one' }), /answered another gate/],
    ['too late', (made) => made.approve(bob, { at: '2026-11-22T01:00:00.001Z' }), /after the gate had expired/],
    [
      'a deny recorded as approval',
      (made) => made.vote(signedBy(bob, decision('bob', root, { decision: 'deny' })), { decision: 'approve' }),
      /^$/,
    ],
  ])('%s does not count', (_, act, why) => {
    const made = signed();
    act(made);
    expect(count(made)).toMatchObject({ have: [], quorum: false });
    expect(count(made).rejected.join('\n')).toMatch(why);
  });

  test('no gate, no quorum; a quorum of nobody is one; a new gate asks anew; a deny ends it', () => {
    const made = world();
    made.requested();
    expect(count(made)).toMatchObject({ quorum: false, have: [] });
    made.planned();
    expect(count(made, 0)).toMatchObject({ rules: [{ missing: [{ count: 1 }] }], quorum: false });
    made.approve(bob);
    expect(count(made).quorum).toBe(true);
    made.planned(plan, { nonce: 'gate-nonce-2' });
    expect(count(made).quorum).toBe(false);
    made.approve(bob, { nonce: 'gate-nonce-2' });
    made.approve(cid, { nonce: 'gate-nonce-2', decision: 'deny' });
    expect(count(made)).toMatchObject({ have: ['bob'], denied: ['cid'], quorum: false });
  });
});

describe('authority', () => {
  test('allows the planned call on the word of somebody else', async () => {
    const made = signed();
    made.approve(bob);
    await expect(ask(made)).resolves.toMatchObject({ approvals: { have: ['bob'] }, step: { effect: 'change' } });
  });

  test.each<[string, () => World, RegExp]>([
    [
      'nobody asked',
      () => {
        const made = world();
        made.planned();
        made.approve(bob);
        return made;
      },
      /nobody asked for run/,
    ],
    [
      'never planned',
      () => {
        const made = world();
        made.requested();
        made.approve(bob);
        return made;
      },
      /never put to anybody/,
    ],
    ['nobody approved', () => signed(), /0 of 1 approvals; missing: 1 of approver/],
    [
      'the requester approved',
      () => {
        const made = signed();
        made.approve(ann);
        return made;
      },
      /ann asked for this/,
    ],
    [
      'one of two approved',
      () => {
        const made = signed(2);
        made.approve(bob);
        return made;
      },
      /1 of 2 approvals; missing: 1 of approver/,
    ],
    [
      'denied afterwards',
      () => {
        const made = signed();
        made.approve(bob);
        made.approve(cid, { decision: 'deny' });
        return made;
      },
      /cid denied/,
    ],
    [
      'a request with another input',
      () => {
        const made = world();
        made.requested({ input: { instanceId: 'i-2' } });
        made.planned();
        made.approve(bob);
        return made;
      },
      /not what ann signed/,
    ],
    [
      'a request under another name',
      () => {
        const made = world();
        made.requested({ person: 'zoe' });
        made.planned();
        made.approve(bob);
        return made;
      },
      /not what ann signed/,
    ],
    [
      'a plan for another account',
      () => {
        const made = world();
        made.requested({ account: '222222222222' });
        made.planned();
        made.approve(bob);
        return made;
      },
      /something else/,
    ],
  ])('refuses when %s', async (_, make, why) => {
    await expect(ask(make())).rejects.toEqual(refusal(why));
  });

  test('refuses an edited row and a row by another key', async () => {
    const made = signed();
    made.approve(bob);
    const [first] = made.entries as [Entry<'run'>];
    made.entries[0] = { ...first, body: { ...first.body, policy: policy(0) } } as Entry;
    await expect(ask(made)).rejects.toEqual(refusal(/entry 1 of case-1 is not genuine/));
    const other = world();
    other.requested();
    other.planned();
    other.approve(bob);
    const [, second] = other.entries;
    if (second?.kind !== 'plan') throw new Error('the second entry is the plan');
    const forged = sealEntry({ ...second, kind: 'plan', body: second.body }, second.prev, {
      ...newKey(),
      id: other.ledger.keys[0]?.id ?? '',
    });
    other.entries[1] = forged;
    await expect(ask(other)).rejects.toEqual(refusal(/entry 2 of case-1 is forged/));
  });

  test('refuses a call that was not signed, and a step of another plan', async () => {
    const made = signed();
    made.approve(bob);
    await expect(ask(made, { call: { ...create, input: { ...create.input, VpcId: 'vpc-2' } } })).rejects.toEqual(
      refusal(/not what was signed: input.VpcId/),
    );
    await expect(ask(made, { step: 'other' })).rejects.toEqual(refusal(/step other is not in the plan/));
    await expect(ask(made, { root: hashOf(3) })).rejects.toEqual(refusal(/never put to anybody/));
  });

  test('a fresh plan must be covered, and is what the call is compared with', async () => {
    const made = signed();
    made.approve(bob);
    const moved = made.put(planWith({ ...isolate, owner: '222222222222' }));
    await expect(ask(made, { document: moved })).rejects.toEqual(refusal(/moved since it was signed: .*another owner/));
    const nonsense = made.put({ stages: [{}] } as unknown as PlanDocument);
    await expect(ask(made, { document: nonsense })).rejects.toEqual(refusal(/form of a plan/));
    const grown = made.put(
      planWith({ ...isolate, calls: [createGroup, modify('eni-0a')], targetState: { interfaces: {} } }),
    );
    made.add('call', {
      run: 'run-1',
      step: isolate.step,
      call: 'createGroup',
      service: 'ec2',
      operation: 'CreateSecurityGroup',
      target: 'vpc-1',
      input: {},
      requestId: null,
      attempt: 1,
      outcome: 'ok',
      errorCode: null,
      durationMs: 1,
      output: { GroupId: 'sg-1' },
    });
    const call = { ...modify('eni-0a'), input: { NetworkInterfaceId: 'eni-0a', Groups: ['sg-1'] } };
    await expect(ask(made, { document: grown, call })).resolves.toBeDefined();
    await expect(ask(made, { call })).rejects.toEqual(refusal(/modify:eni-0a is not in the plan/));
  });

  test('what a call made is known from the ledger only, also when it was reconciled', async () => {
    const made = signed();
    made.approve(bob);
    await expect(ask(made, { call: attach })).rejects.toEqual(refusal(/the ledger has no such output/));
    made.add('outcome', {
      run: 'run-1',
      step: isolate.step,
      state: 'reconciled',
      attempt: 2,
      call: 'createGroup',
      output: { GroupId: 'sg-1' },
    });
    await expect(ask(made, { call: attach })).resolves.toBeDefined();
    await expect(ask(made, { call: { ...attach, input: { ...attach.input, Groups: ['sg-2'] } } })).rejects.toEqual(
      refusal(/sg-2/),
    );
  });

  test('a denial counts at once, for an authority that said yes before', async () => {
    const made = signed();
    made.approve(bob);
    const authority = new Authority(made.ledger, operators);
    await expect(authority.authorize(question)).resolves.toBeDefined();
    made.approve(cid, { decision: 'deny' });
    await expect(authority.authorize(question)).rejects.toEqual(refusal(/cid denied/));
  });

  test('who asks for a release cannot approve it, and the first requester can', async () => {
    const release = { ...plan, purpose: 'release' as const };
    const reference = planReference(release);
    const made = signed();
    made.add('run', {
      run: 'run-1',
      event: 'release-requested',
      requestedBy: 'bob',
      person: 'bob',
      reason: '',
      release: 'release-1',
      signed: signedBy(bob, {
        v: 1,
        kind: 'release',
        operator: 'bob',
        case: 'case-1',
        run: 'run-1',
        reason: '',
        nonce: 'release-1',
        at: '2026-11-22T00:00:00.000Z',
        steps: [],
      }),
    });
    made.planned(release, { release: 'release-1' });
    const released = { root: reference.root, document: reference.document };
    made.vote(signedBy(bob, decision('bob', reference.root)));
    await expect(ask(made, released)).rejects.toEqual(refusal(/bob asked for this/));
    made.vote(signedBy(ann, decision('ann', reference.root)));
    await expect(ask(made, released)).resolves.toMatchObject({ approvals: { have: ['ann'] } });
    const disguised = signed();
    disguised.planned(release);
    disguised.vote(signedBy(bob, decision('bob', reference.root)));
    await expect(ask(disguised, released)).rejects.toEqual(refusal(/says release, and was not put to people as that/));
    const unasked = signed();
    unasked.planned(release, { release: 'release-2' });
    unasked.vote(signedBy(ann, decision('ann', reference.root)));
    await expect(ask(unasked, released)).rejects.toEqual(refusal(/nobody asked for release release-2/));
  });
});

describe('acting before anybody else has signed', () => {
  const [plain, token] = [ed25519Key(), securityKey('ed25519')];
  const keys = [plain.line, token.line];
  const eve = { name: 'eve', person: 'eve', roles: ['responder'], keys };
  const by = { plain: [plain, 0], touched: [token, 1], recognised: [token, 1 | 4] } as const;

  const askedBy = (proof: keyof typeof by, proofs: readonly ProofKind[], openedAt = new Date()) => {
    const made = world();
    const document = { ...made.request, operator: 'eve', severity: 'P1' } as const;
    const [key, flags] = by[proof];
    const signature = sshsigBy(key, canonical(document), signatureNamespace, { flags });
    made.requested({
      person: 'eve',
      severity: 'P1',
      policy: onePolicy({ roles: ['approver'], proofs, standing: { roles: ['responder'], ratifyWithin: 600 } }),
      signed: { document, signature },
    });
    made.planned(plan, { openedAt: openedAt.toISOString() });
    return new Authority(made.ledger, [...operators, eve]).authorize(question);
  };

  test.each<[keyof typeof by, readonly ProofKind[]]>([
    ['plain', ['ssh', 'ssh-sk']],
    ['touched', ['ssh']],
    ['recognised', ['ssh']],
    ['recognised', ['ssh-sk']],
  ])('a %s key is enough under a rule that takes %j', async (proof, proofs) => {
    await expect(askedBy(proof, proofs)).resolves.toMatchObject({ approvals: { have: [] } });
  });

  test.each(['plain', 'touched'] as const)('a %s key is not enough where the rule takes ssh-sk only', async (proof) => {
    await expect(askedBy(proof, ['ssh-sk'])).rejects.toEqual(refusal(/0 of 1 approvals; missing: 1 of approver/));
  });

  test('nor is any, once it should have been ratified', async () => {
    const longAgo = new Date(Date.now() - 601_000);
    await expect(askedBy('recognised', ['ssh-sk'], longAgo)).rejects.toEqual(refusal(/0 of 1 approvals/));
  });
});
