import { expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { tinyDisk, whyNoTinyDisk } from '../../support/tiny-disk.js';
import { answered, note } from './bodies.js';
import { openAt } from './open-at.js';
import type { Store } from './store.js';
import { verifyAt } from './tampering.js';

const onTinyDisk = whyNoTinyDisk() === null ? test : test.skip;

/** What happens when the disk is full. */
export const full = (store: Store, keyPath: string): void => {
  onTinyDisk('on a full disk nothing is recorded in part, and it goes on when there is room', async () => {
    const disk = tinyDisk(store.megabytes, store.uid());
    const place = await store.freshIn(disk.folder);
    const ledger = await openAt(place, keyPath);
    try {
      let recorded = 0;
      // Incompressible, or PostgreSQL would need no room for it.
      const append = () =>
        ledger.append('case-1', 'worker', 'call', {
          ...answered(1, 'ok'),
          input: randomBytes(90_000).toString('base64'),
        });
      const fill = async (): Promise<unknown> => {
        for (;;)
          try {
            await append();
            recorded += 1;
          } catch (error) {
            return error;
          }
      };
      expect(await fill()).toMatchObject({ name: 'LedgerUnavailableError', code: 'full' });
      expect(recorded).toBeGreaterThan(10);
      await expect(append()).rejects.toMatchObject({ code: 'full' });
      await expect(ledger.putDocument(randomBytes(3_000_000).toString('base64'))).rejects.toMatchObject({
        code: 'full',
      });
      expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: recorded });
      disk.grow();
      await ledger.append('case-1', 'worker', 'note', note('there is room'));
      expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: recorded + 1 });
    } finally {
      await ledger.close();
      await store.remove(place);
      disk.remove();
    }
  });
};
