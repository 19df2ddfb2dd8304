import { describe, expect, it } from '@jest/globals';
import { decrypt, encryptFor, freshKey } from '../../../ledger/evidence/encrypted.js';

const key = freshKey();
const text = 'https://vault.example/image?X-Amz-Signature=0123';

describe('what is encrypted for a key', () => {
  it('is read with it, for the purpose that it was encrypted for', () => {
    expect(decrypt(key, 'custody-1', encryptFor(key.publicKey, 'custody-1', text))).toBe(text);
  });

  it('is read with no other key, for no other purpose, and not when anything of it was altered', () => {
    const sealed = encryptFor(key.publicKey, 'custody-1', text);
    const other = encryptFor(key.publicKey, 'custody-1', text);
    expect(() => decrypt(freshKey(), 'custody-1', sealed)).toThrow();
    expect(() => decrypt(key, 'custody-2', sealed)).toThrow();
    expect(() => decrypt(key, 'custody-1', { ...sealed, key: other.key })).toThrow();
    expect(() => decrypt(key, 'custody-1', { ...sealed, iv: other.iv })).toThrow();
    for (const at of [0, 10, sealed.data.length - 2]) {
      const data = Buffer.from(sealed.data, 'base64url');
      data.writeUInt8((data.at(at % data.length) ?? 0) ^ 1, at % data.length);
      expect(() => decrypt(key, 'custody-1', { ...sealed, data: data.toString('base64url') })).toThrow();
    }
  });

  it('is another one each time, and shows nothing of the text', () => {
    const [one, other] = [encryptFor(key.publicKey, 'custody-1', text), encryptFor(key.publicKey, 'custody-1', text)];
    expect(one.data).not.toBe(other.data);
    expect(Buffer.from(one.data, 'base64url').toString('latin1')).not.toContain('Signature');
  });
});
