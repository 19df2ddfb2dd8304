import { expect, test } from '@jest/globals';
import { principalBehind, principalNamed } from '../../../ledger/aws-proof/principals.js';

test.each([
  ['arn:aws:iam::111122223333:user/alex', 'arn:aws:iam::111122223333:user/alex'],
  ['arn:aws:iam::111122223333:user/security/on-call/alex', 'arn:aws:iam::111122223333:user/alex'],
  ['arn:aws:sts::111122223333:assumed-role/ir-alex/anything', 'arn:aws:iam::111122223333:role/ir-alex'],
  ['arn:aws-us-gov:sts::111122223333:assumed-role/ir-alex/x1', 'arn:aws-us-gov:iam::111122223333:role/ir-alex'],
])('%s is somebody', (caller, principal) => {
  expect(principalBehind(caller)).toBe(principal);
});

test.each([
  'arn:aws:iam::111122223333:root',
  'arn:aws:sts::111122223333:federated-user/alex',
  'arn:aws:sts::111122223333:assumed-role/ir-alex',
  'arn:aws:sts::111122223333:assumed-role/ir-alex/a/b',
  'arn:aws:iam::111122223333:role/ir-alex',
  'arn:aws:iam::1111:user/alex',
  'arn:aws:iam::111122223333:user/',
  'arn:aws:iam::111122223333:user/alex\n',
  'alex',
  '',
])('%j is nobody', (caller) => {
  expect(principalBehind(caller)).toBeNull();
});

test('a role is written down with or without its path, and never as a pattern, a session or root', () => {
  const role = 'arn:aws:iam::111122223333:role/AWSReservedSSO_ir_0a1b';
  const path = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_ir_0a1b';
  expect(principalNamed(role)).toBe(role);
  expect(principalNamed(path)).toBe(role);
  for (const arn of [
    'arn:aws:iam::111122223333:role/*',
    'arn:aws:iam::*:role/x',
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::111122223333:group/ir',
    'arn:aws:sts::111122223333:assumed-role/ir-alex/alex',
  ])
    expect(principalNamed(arn)).toBeNull();
});
