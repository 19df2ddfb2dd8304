import { describe, expect, test } from '@jest/globals';
import { hashOf } from '../../ledger/canonical.js';
import { IdentityError } from '../../ledger/identity-error.js';
import { proofOf, verifySigned } from '../../ledger/identity.js';
import { readSigned } from '../../ledger/signed-document.js';
import { signSshsig } from '../../ledger/sshsig/sign.js';
import type { AwsCheck, OperatorDocument, Recorded, RunRequest } from '../../workflows/contract/documents.js';
import type { Operator } from '../../workflows/contract/policy.js';
import { decision, signedBy, somebody } from './fixtures/people.js';

const [ann, bob] = [somebody('ann'), somebody('bob')];
const people = [ann, bob];
// Recorded a moment after it was signed.
const recordedAt = '2026-11-22T00:10:01.000Z';
const whose = (signed: Recorded, operators: readonly Operator[]) => verifySigned(signed, operators, recordedAt);
const approve = decision('ann', hashOf(1));
const code = (expected: string): unknown => expect.objectContaining({ name: 'IdentityError', code: expected });

const { plan: _plan, decision: _decision, kind: _kind, ...base } = approve;
const request: RunRequest = {
  ...base,
  kind: 'run',
  playbook: 'contain-instance',
  severity: 'P2',
  title: 'A host',
  input: { instanceId: 'i-1' },
};
const all: readonly OperatorDocument[] = [
  request,
  approve,
  { ...base, kind: 'failure', step: 'contain/i-1/isolateInstance', decision: 'retry' },
  { ...base, kind: 'cancel' },
  { ...base, kind: 'release', steps: ['contain/i-1/isolateInstance'] },
];

test.each(all)('$kind: whose word it is', (document) => {
  expect(whose(signedBy(ann, document), people)).toEqual({
    operator: ann,
    fingerprint: expect.stringMatching(/^SHA256:/),
  });
});

test('is refused when it is not theirs', () => {
  const signed = signedBy(ann, approve);
  expect(() => whose(signed, [bob])).toThrow(code('unknown-operator'));
  expect(() => whose(signed, [ann, { ...bob, name: 'ann' }])).toThrow(code('unknown-operator'));
  expect(() => whose(signedBy(bob, approve), people)).toThrow(code('unknown-key'));
  expect(() => whose({ ...signed, document: { ...approve, decision: 'deny' } }, people)).toThrow(code('forged'));
  const other = signSshsig({ message: 'x', namespace: 'git', privateKey: ann.privateKey });
  expect(() => whose({ ...signed, signature: other }, people)).toThrow(code('wrong-namespace'));
  expect(() => whose({ ...signed, signature: 'none' }, people)).toThrow(/Sign the document again/);
});

test('a key that expired before the document was recorded proves nothing, whatever time the document says', () => {
  const until = (time: string): Operator => ({ ...ann, keys: ann.keys.map((key) => `valid-before="${time}" ${key}`) });
  const signed = signedBy(ann, approve);
  expect(whose(signed, [until('20261122001001Z')])).toMatchObject({ operator: { name: 'ann' } });
  expect(() => whose(signed, [until('20261122001000Z')])).toThrow(code('not-valid'));
});

describe('what AWS said of a proof', () => {
  const account = '111122223333';
  const arn = `arn:aws:iam::${account}:user/ir/ann`;
  const recorded = (checked: Partial<AwsCheck> | null): Recorded => ({
    document: approve,
    aws: {
      region: 'eu-west-1',
      date: '20261122T001000Z',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      checked: checked && { account, arn, userId: 'AIDAEXAMPLE', requestId: 'r-1', at: recordedAt, ...checked },
    },
  });
  const owner: Operator = { ...ann, keys: [], principals: [`arn:aws:iam::${account}:user/ann`] };

  test('makes it the word of whose user or role that is', () => {
    const identity = whose(recorded({}), [owner]);
    expect(identity).toEqual({ operator: owner, principal: `arn:aws:iam::${account}:user/ann` });
    expect(proofOf(identity)).toBe('aws');
    const role = { ...owner, principals: [`arn:aws:iam::${account}:role/aws-reserved/ann`] };
    const session = `arn:aws:sts::${account}:assumed-role/ann/bob`;
    expect(whose(recorded({ arn: session }), [role])).toMatchObject({ operator: role });
  });

  test.each<[string, Partial<AwsCheck> | null, string]>([
    ['nothing', null, 'unverified'],
    ['another user', { arn: `arn:aws:iam::${account}:user/bob` }, 'unknown-principal'],
    ['the same name in another account', { arn: 'arn:aws:iam::444455556666:user/ann' }, 'unknown-principal'],
    ['another account than the ARN', { account: '444455556666' }, 'unknown-principal'],
    ['a session of that name', { arn: `arn:aws:sts::${account}:assumed-role/ops/ann` }, 'unknown-principal'],
    ['a federated user of that name', { arn: `arn:aws:sts::${account}:federated-user/ann` }, 'unknown-principal'],
    ['root', { arn: `arn:aws:iam::${account}:root` }, 'unknown-principal'],
    ['a text that rewrites the terminal', { userId: '\u001b[2J' }, 'malformed'],
  ])('and nobody’s when it was %s', (_, checked, expected) => {
    expect(() => whose(recorded(checked), [owner])).toThrow(code(expected));
    // Nor of somebody of whom no principal is known.
    expect(() => whose(recorded(checked), [ann])).toThrow(IdentityError);
  });
});

describe('hostile documents are malformed', () => {
  const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });
  test.each<[string, unknown]>([
    ['null', null],
    ['an array', []],
    ['one member more', { ...approve, admin: true }],
    ['a member less', { ...approve, nonce: undefined }],
    ['an unknown kind', { ...approve, kind: 'root' }],
    ['another version', { ...approve, v: 2 }],
    ['a number for a text', { ...approve, reason: 1 }],
    ['a long reason', { ...approve, reason: 'x'.repeat(1001) }],
    ['an escape sequence', { ...approve, reason: '\u001b[2J' }],
    ['a line break', { ...approve, reason: 'a\nb' }],
    ['text that reads backwards', { ...approve, reason: 'a\u202eb' }],
    ['half a character', { ...approve, reason: '\ud800' }],
    ['a hash that is none', { ...approve, plan: 'sha256:0' }],
    ['a day that is none', { ...approve, at: '2026-13-40T00:00:00.000Z' }],
    ['a short nonce', { ...approve, nonce: 'x' }],
    ['an id that is a path', { ...approve, run: '../x' }],
    ['a long title', { ...request, title: 'x'.repeat(201) }],
    ['a large input', { ...request, input: { a: 'x'.repeat(17_000) } }],
    ['a deep input', { ...request, input: nested(200) }],
    ['an input that is a list', { ...request, input: [] }],
    ['no input', { ...request, input: undefined }],
    ['an escape sequence in the input', { ...request, input: { a: { b: '\u0007' } } }],
    ['a prototype', { ...request, input: JSON.parse('{"__proto__":{}}') as object }],
  ])('%s', (_, document) => {
    const signed = { document, signature: 'x' } as Recorded;
    expect(readSigned(signed)).toEqual({ problem: expect.stringContaining('malformed') });
    expect(() => whose(signed, people)).toThrow(code('malformed'));
  });
});
