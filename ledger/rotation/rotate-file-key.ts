import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile, syncFolder } from '../files.js';
import { pinnedPath, signingKeyIn } from '../signing-key.js';
import { rotate } from './rotate.js';
import type { RotationPlace } from './rotate.js';

/**
 * Replaces the key in a file by a new one: retires it in the ledger, pins the new one, and puts it in its place, in this
 * order. Whenever it is broken off, doing it again carries on where it was. The old private half is gone afterwards.
 */
export const rotateFileKey = async (where: RotationPlace): Promise<{ readonly from: string; readonly to: string }> => {
  const { keyPath } = where;
  const nextPath = `${keyPath}.next`;
  const from = signingKeyIn(keyPath);
  const to = signingKeyIn(nextPath);
  const keys = await rotate(where, from, to);
  replaceFile(pinnedPath(keyPath), `${JSON.stringify(keys)}\n`, 0o644);
  renameSync(nextPath, keyPath);
  syncFolder(dirname(keyPath));
  return { from: from.id, to: to.id };
};
