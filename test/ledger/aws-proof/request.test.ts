import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { authorizationOf, proofRequest, proofTime } from '../../../ledger/aws-proof/request.js';
import { canonical, hashOf } from '../../../ledger/canonical.js';
import { decision } from '../fixtures/people.js';

const document = decision('ann', hashOf(1));
const scope = { region: 'eu-west-1', date: '20261122T081406Z', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };

test('the request carries the hash of the document, and every header of it is signed, in order', () => {
  const request = proofRequest(document, { ...scope, sessionToken: 'dG9rZW4=' }, 'sts.eu-west-1.amazonaws.com');
  const names = Object.keys(request.headers);
  expect(names).toEqual([...names].sort());
  expect(request).toMatchObject({
    method: 'POST',
    path: '/',
    headers: {
      host: 'sts.eu-west-1.amazonaws.com',
      'x-amz-security-token': 'dG9rZW4=',
      'x-firebreak-document-sha256': createHash('sha256').update(canonical(document)).digest('hex'),
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(authorizationOf(request, scope, 'f00')).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261122/eu-west-1/sts/aws4_request, ' +
      `SignedHeaders=${names.join(';')}, Signature=f00`,
  );
});

test('another document makes another request, and nothing that a proof says changes what is asked', () => {
  const host = 'sts.eu-west-1.amazonaws.com';
  const one = proofRequest(document, scope, host);
  const other = proofRequest({ ...document, decision: 'deny' }, scope, host);
  expect(other.headers).not.toEqual(one.headers);
  expect({ ...other, headers: null }).toEqual({ ...one, headers: null });
});

test('times are read, or are none', () => {
  expect(proofTime('20261122T081406Z')).toBe(Date.parse('2026-11-22T08:14:06Z'));
  expect(proofTime('20261322T081406Z')).toBeNaN();
  expect(proofTime('2026-11-22T08:14:06Z')).toBeNaN();
});
