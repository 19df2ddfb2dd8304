import { expect, test } from '@jest/globals';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { rotateFileKey } from '../../../ledger/rotation/rotate-file-key.js';
import { trustedKeys } from '../../../ledger/rotation/trusted-keys.js';
import { openSigningKey, pinnedPath } from '../../../ledger/signing-key.js';
import { verifyStored } from '../../../ledger/verify-stored.js';
import { temporaryFolder } from '../fixtures/temporary.js';
import { note } from './bodies.js';
import { openAt, readAt } from './open-at.js';
import type { Store } from './store.js';

/** What becomes of what is being written while the key that signs it is retired. */
export const retiring = (store: Store, keyPath: string): void => {
  const folder = temporaryFolder();

  test('what is written while the key is retired stands before that, or not at all', async () => {
    openSigningKey(keyPath);
    const ownKey = join(mkdtempSync(join(folder, 'key-')), 'ledger.key');
    copyFileSync(keyPath, ownKey);
    copyFileSync(pinnedPath(keyPath), pinnedPath(ownKey));
    const place = await store.fresh();
    const ledger = await openAt(place, ownKey);
    const cases = Array.from({ length: 6 }, (_, at) => `case-${at}`);
    await Promise.all(cases.map((one) => ledger.append(one, 'worker', 'note', note('first'))));
    const url = place.startsWith('postgres') ? { url: place, readUrl: place } : { path: place };
    let isRotated = false;
    const rotation = rotateFileKey({ place: url, keyPath: ownKey, actor: 'lead' }).finally(() => (isRotated = true));
    const written = new Map(cases.map((one) => [one, 1]));
    const refusals = cases.map(async (one): Promise<unknown> => {
      for (;;) {
        try {
          const { seq } = await ledger.append(one, 'worker', 'note', note(isRotated ? 'late' : 'more'));
          written.set(one, seq);
        } catch (error) {
          return error;
        }
      }
    });
    const { from, to } = await rotation;
    for (const refusal of refusals) expect(await refusal).toMatchObject({ code: 'retired' });
    await ledger.close();
    const reader = await readAt(place);
    const { keys } = await trustedKeys(reader, ownKey);
    expect(keys.map(({ id }) => id)).toEqual([from, to]);
    for (const one of cases)
      expect(await verifyStored(reader, one, keys)).toMatchObject({ ok: true, entries: written.get(one) });
    await reader.close();
  });
};
