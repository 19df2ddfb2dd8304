import { describe, expect, test } from '@jest/globals';
import { parseAllowedSigner } from '../../../ledger/sshsig/allowed-signer.js';
import { generateOperatorKey } from '../../../ledger/sshsig/private-key.js';
import { signSshsig } from '../../../ledger/sshsig/sign.js';
import { verifySshsig } from '../../../ledger/sshsig/verify.js';

const namespace = 'firebreak.operator.v1';
const { privateKey, publicKey } = generateOperatorKey('ops laptop');
const signature = signSshsig({ message: 'm', namespace, privateKey });
const verify = (allowedKeys: readonly string[], ...moments: readonly string[]): unknown =>
  verifySshsig({ message: 'm', signature, namespace, allowedKeys, moments: moments.map((one) => Date.parse(one)) });
const code = (expected: string): unknown => expect.objectContaining({ name: 'SshsigError', code: expected });

test('a line is a key, with or without options and comment', () => {
  expect(parseAllowedSigner(publicKey)).toMatchObject({
    key: { comment: 'ops laptop' },
    namespaces: null,
    validAfter: null,
    validBefore: null,
  });
  const line = ` namespaces="a b\\"c",valid-after="20260228Z",Valid-Before="202603010910Z"\t${publicKey} `;
  expect(parseAllowedSigner(line)).toMatchObject({
    key: { comment: 'ops laptop' },
    namespaces: 'a b"c',
    validAfter: Date.parse('2026-02-28') / 1_000,
    validBefore: Date.parse('2026-03-01T09:10Z') / 1_000,
  });
});

test.each<[string, string, RegExp]>([
  ['an option that there is not', 'no-touch-required', /unknown key option.*namespaces, valid-after and valid-before/],
  ['the principal of an allowed_signers file', 'alex@example.com', /without its principal/],
  ['a certificate authority', 'cert-authority', /certificates are not supported/],
  ['a value without quotes', 'valid-after=20260101Z', /unknown key option/],
  ['no value', 'namespaces', /needs a value in double quotes/],
  ['an option twice', 'namespaces="a",namespaces="b"', /there twice/],
  ['local time', 'valid-after="20260101"', /in UTC/],
  ['a day that there is not', 'valid-after="20260230Z"', /is no time/],
  ['a span that ends before it begins', 'valid-after="20260102Z",valid-before="20260101Z"', /must be later/],
])('%s is refused, in words that help', (_, options, why) => {
  const parse = (): unknown => parseAllowedSigner(`${options} ${publicKey}`);
  expect(parse).toThrow(code('malformed'));
  expect(parse).toThrow(why);
});

describe('a key that is valid for a time', () => {
  const line = `valid-after="20260101Z",valid-before="20260201Z" ${publicKey}`;

  test('signs within it', () => {
    expect(verify([line], '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.999Z')).toBeDefined();
  });

  test.each([
    ['has expired, and says that it was yesterday', '2026-01-31T00:00:00.000Z', '2026-02-02T00:00:00.000Z'],
    ['says a time after it has expired', '2026-02-02T00:00:00.000Z', '2026-01-31T00:00:00.000Z'],
    ['is not valid yet, and says that it is tomorrow', '2026-01-02T00:00:00.000Z', '2025-12-31T00:00:00.000Z'],
    ['says no time', 'never', '2026-01-15T00:00:00.000Z'],
  ])('and does not when it %s', (_, said, recorded) => {
    expect(() => verify([line], said, recorded)).toThrow(code('not-valid'));
  });

  test('can be listed for another time as well', () => {
    const later = `valid-after="20260601Z" ${publicKey}`;
    expect(verify([line, later], '2026-07-01T00:00:00.000Z')).toBeDefined();
    expect(() => verify([line, later], '2026-03-01T00:00:00.000Z')).toThrow(code('not-valid'));
  });
});

test('a key for other namespaces signs nothing here', () => {
  expect(() => verify([`namespaces="git,file" ${publicKey}`])).toThrow(code('wrong-namespace'));
});
