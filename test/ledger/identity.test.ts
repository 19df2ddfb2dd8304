import { describe, expect, test } from '@jest/globals';
import { hashOf } from '../../ledger/canonical.js';
import { verifySigned } from '../../ledger/identity.js';
import { signedDocumentSchema } from '../../ledger/signed-document.js';
import { signSshsig } from '../../ledger/sshsig/sign.js';
import type { OperatorDocument, RunRequest, Signed } from '../../workflows/contract/documents.js';
import { decision, signedBy, somebody } from './fixtures/people.js';

const [ann, bob] = [somebody('ann'), somebody('bob')];
const people = [ann, bob];
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
  const identity = verifySigned(signedBy(ann, document), people);
  expect(identity.operator).toBe(ann);
  expect(identity.fingerprint).toMatch(/^SHA256:/);
});

test('is refused when it is not theirs', () => {
  const signed = signedBy(ann, approve);
  expect(() => verifySigned(signed, [bob])).toThrow(code('unknown-operator'));
  expect(() => verifySigned(signed, [ann, { ...bob, name: 'ann' }])).toThrow(code('unknown-operator'));
  expect(() => verifySigned(signedBy(bob, approve), people)).toThrow(code('unknown-key'));
  expect(() => verifySigned({ ...signed, document: { ...approve, decision: 'deny' } }, people)).toThrow(code('forged'));
  const other = signSshsig({ message: 'x', namespace: 'git', privateKey: ann.privateKey });
  expect(() => verifySigned({ ...signed, signature: other }, people)).toThrow(code('wrong-namespace'));
  expect(() => verifySigned({ ...signed, signature: 'none' }, people)).toThrow(/Sign the document again/);
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
    const signed = { document, signature: 'x' } as Signed;
    expect(signedDocumentSchema.safeParse(signed).success).toBe(false);
    expect(() => verifySigned(signed, people)).toThrow(code('malformed'));
  });
});
