import { describe, expect, it } from '@jest/globals';
import { isGenuine } from '../../ledger/genuine.js';
import { KeyRing } from '../../ledger/key-ring.js';
import type { Json } from '../../workflows/contract/json.js';
import { newKey, note } from './fixtures/chain.js';

const key = newKey();
const ring = new KeyRing([key.publicKey]);
const entry = note(key, 1, null);
const nested = (depth: number): Json => (depth === 0 ? 'deep' : [nested(depth - 1)]);

describe('an entry is genuine', () => {
  it('when a trusted key signed it, for this case', () => {
    expect(isGenuine(entry, 'case-1', ring)).toBe(true);
    expect(isGenuine(entry, 'case-2', ring)).toBe(false);
    expect(isGenuine(note(newKey(), 1, null), 'case-1', ring)).toBe(false);
  });

  it.each([
    ['another text', 'something else'],
    ['half a character', '\ud800'],
    ['what nests too deep to be written', nested(200)],
  ])('and not when it holds %s', (_, text) => {
    const altered = { ...entry, body: { ...entry.body, text: text as string } };
    expect(isGenuine(altered, 'case-1', ring)).toBe(false);
  });
});
