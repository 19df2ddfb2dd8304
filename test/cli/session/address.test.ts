import { describe, expect, it } from '@jest/globals';
import { addressIn } from '../../../cli/session/address.js';
import { encryptFor, freshKey } from '../../../ledger/evidence/encrypted.js';

const key = freshKey();
const answer = (url: string, publicKey = key.publicKey, request = 'custody-1') => ({
  address: encryptFor(publicKey, request, url),
});

describe('the address that a worker answers', () => {
  it('is read where it was encrypted for this request', () => {
    expect(addressIn(answer('https://vault.example/a?b=c'), key, 'custody-1').href).toBe('https://vault.example/a?b=c');
    expect(addressIn(answer('http://127.0.0.1:4566/a'), key, 'custody-1').port).toBe('4566');
  });

  it.each([
    ['nothing', null],
    ['a document', { address: null }],
    ['an address in clear', { address: 'https://vault.example/a' }],
    ['an address for somebody else', answer('https://vault.example/a', freshKey().publicKey)],
    ['an address for another request', answer('https://vault.example/a', key.publicKey, 'custody-2')],
    ['an address that is not encrypted on the way', answer('http://vault.example/a')],
    ['a file of this machine', answer('file:///etc/passwd')],
    ['no address', answer('something')],
  ])('is a proof that failed where it is %s', (_what, answered) => {
    let told: unknown;
    try {
      addressIn(answered, key, 'custody-1');
    } catch (error) {
      told = error;
    }
    expect(told).toMatchObject({ exitCode: 6, code: 'no-address' });
    expect(JSON.stringify(told)).not.toContain('vault.example');
  });
});
