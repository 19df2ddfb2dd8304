import { expect, test } from '@jest/globals';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { rotateFileKey } from '../../../ledger/rotation/rotate-file-key.js';
import { trustedKeys } from '../../../ledger/rotation/trusted-keys.js';
import { retirementOnce } from '../../../ledger/rotation/retirement.js';
import { openSigningKey, pinnedPath, signingKeyIn } from '../../../ledger/signing-key.js';
import { verifyStored } from '../../../ledger/verify-stored.js';
import { keyIn, textOf } from '../fixtures/chain.js';
import { forgedRetirement } from '../fixtures/forged-retirement.js';
import { temporaryFolder } from '../fixtures/temporary.js';
import { deploymentChain } from '../../../workflows/contract/deployment.js';
import { note } from './bodies.js';
import { openAt, readAt } from './open-at.js';
import type { Store } from './store.js';
import { verifyAt } from './tampering.js';

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

  test('a row that stands for its retirement, and that it has not signed, keeps nobody from writing', async () => {
    const place = await store.fresh();
    const ledger = await openAt(place, keyPath);
    const { id } = keyIn(keyPath);
    const genuine = textOf(await ledger.append('case-1', 'worker', 'note', note('1')));
    const texts = [forgedRetirement(id), genuine, 'no entry', '{"a":"\\ud800"}', 'x'.repeat(100_000)];
    for (const [at, text] of texts.entries()) {
      const row = `('${deploymentChain}', -1, 'deployment', '${deploymentChain}', '${retirementOnce(id)}', '${text}')`;
      await store.alter(
        place,
        `DELETE FROM entries WHERE case_id = '${deploymentChain}';
         INSERT INTO entries (case_id, seq, kind, run, once, text) VALUES ${row}`,
      );
      expect(await ledger.append('case-1', 'worker', 'note', note('more'))).toMatchObject({ seq: at + 2 });
    }
    await ledger.close();
    expect(await verifyAt(place, keyPath)).toMatchObject({ ok: true, entries: texts.length + 1 });
  });

  test('nothing is signed on the strength of such a row, and the key is not retired', async () => {
    const ownKey = join(mkdtempSync(join(folder, 'key-')), 'ledger.key');
    const place = await store.fresh();
    const ledger = await openAt(place, ownKey);
    const refused = { run: deploymentChain, event: 'start-refused', code: 'config', reason: 'no policy' } as const;
    await ledger.append(deploymentChain, 'worker', 'deployment', refused);
    const row = `('${deploymentChain}', -1, 'deployment', '${deploymentChain}', '${retirementOnce(keyIn(ownKey).id)}'`;
    const forged = forgedRetirement(keyIn(ownKey).id, signingKeyIn(`${ownKey}.next`).publicKey);
    await store.alter(place, `INSERT INTO entries (case_id, seq, kind, run, once, text) VALUES ${row}, '${forged}')`);
    const url = place.startsWith('postgres') ? { url: place, readUrl: place } : { path: place };
    const rotation = rotateFileKey({ place: url, keyPath: ownKey, actor: 'lead' });
    await expect(rotation).rejects.toThrow(/the deployment chain does not bear out the rotation/);
    expect(await ledger.append(deploymentChain, 'worker', 'deployment', refused)).toMatchObject({ seq: 2 });
    await ledger.close();
  });
};
