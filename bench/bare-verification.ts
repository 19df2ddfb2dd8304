import { hash, verify } from 'node:crypto';
import { signedBytes } from '../ledger/entry.js';
import { KeyRing } from '../ledger/key-ring.js';
import type { LedgerKey } from '../ledger/keys.js';
import type { LedgerLine } from '../ledger/verify.js';
import type { Entry } from '../workflows/contract/entries.js';

/** CPU seconds that nothing but one SHA-256 and one Ed25519 signature for each of the first lines take: the least there is. */
export const bareVerification = async (
  lines: Iterable<LedgerLine>,
  keys: readonly LedgerKey[],
  count: number,
): Promise<number> => {
  const ring = new KeyRing(keys);
  const work: { readonly text: string; readonly message: Buffer; readonly signature: Buffer }[] = [];
  for (const { text } of lines) {
    const entry = JSON.parse(text) as Entry;
    work.push({ text, message: signedBytes(entry.hash), signature: Buffer.from(entry.signature, 'base64') });
    if (work.length === count) break;
  }
  const key = ring.get(keys[0]?.id ?? '');
  if (!key) throw new Error('there is no key');
  const before = process.cpuUsage();
  let failed = 0;
  for (let at = 0; at < work.length; at += 512)
    await Promise.all(
      work.slice(at, at + 512).map(
        ({ text, message, signature }) =>
          new Promise<void>((resolve) => {
            hash('sha256', text);
            verify(null, message, key, signature, (_, holds) => {
              if (!holds) failed += 1;
              resolve();
            });
          }),
      ),
    );
  if (failed > 0) throw new Error(`${failed} signatures do not hold`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
