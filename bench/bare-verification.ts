import { hash, verify } from 'node:crypto';
import { signedBytes } from '../ledger/entry.js';
import { KeyRing } from '../ledger/key-ring.js';
import type { LedgerKey } from '../ledger/keys.js';
import { verifyLedger, type LedgerLine } from '../ledger/verify.js';
import type { Entry } from '../workflows/contract/entries.js';

/** What work on some lines took. In CPU seconds what else the machine does meanwhile counts for nothing. */
export type Taken = { readonly seconds: number; readonly cpuSeconds: number };

/** What verification of the lines takes. */
export const verification = async (lines: Iterable<LedgerLine>, keys: readonly LedgerKey[]): Promise<Taken> => {
  const taken = watch();
  const { ok, firstBad } = await verifyLedger(lines, keys);
  if (!ok) throw new Error(firstBad?.reason);
  return taken();
};

/** What nothing but one SHA-256 and one Ed25519 signature for each of the lines takes, on all cores: the least there is. */
export const bareVerification = async (lines: Iterable<LedgerLine>, keys: readonly LedgerKey[]): Promise<Taken> => {
  const ring = new KeyRing(keys);
  const work: { readonly text: string; readonly message: Buffer; readonly signature: Buffer }[] = [];
  for (const { text } of lines) {
    const entry = JSON.parse(text) as Entry;
    work.push({ text, message: signedBytes(entry.hash), signature: Buffer.from(entry.signature, 'base64') });
  }
  const key = ring.get(keys[0]?.id ?? '');
  if (!key) throw new Error('there is no key');
  const taken = watch();
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
  return taken();
};

const watch = (): (() => Taken) => {
  const [started, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - started) / 1_000, cpuSeconds: (user + system) / 1e6 };
  };
};
