import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { LedgerKey } from '../keys.js';
import { exactText } from '../line-bytes.js';
import { caseInUrl, openCheckpoint } from './checkpoint.js';
import { nameOf, type Seal } from './seal.js';

/** A file that was given as a seal and is none, and why. */
export type BadSeal = { readonly seal: string; readonly reason: string };

/** What was found in seal files. */
export type SealFiles = { readonly seals: readonly Seal[]; readonly bad: readonly BadSeal[] };

/**
 * Reads seals from a file, or from a folder as it is copied out of the vault: `<case>/<size>-<root>.checkpoint` below
 * it, or, when `only` names the case, `<size>-<root>.checkpoint`. Believes nothing: each must be signed by one of the
 * keys and stand where it says. Of a folder of many cases, `only` picks one.
 */
export const readSealFiles = (path: string, keys: readonly LedgerKey[], only: string | null): SealFiles => {
  const isFolder = statSync(path).isDirectory();
  const files = isFolder
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.checkpoint'))
        .sort()
    : [''];
  const seals: Seal[] = [];
  const bad: BadSeal[] = [];
  for (const file of files) {
    const seal = join(path, file);
    const checkpoint = openCheckpoint(exactText(readFileSync(seal)) ?? '', keys);
    if ('problem' in checkpoint) {
      bad.push({ seal, reason: checkpoint.problem });
      continue;
    }
    const [name, folder] = file.split(sep).toReversed();
    const place = caseInUrl(checkpoint.case);
    const isPlaced = name === nameOf(checkpoint) && (folder ?? place) === place;
    const isAsked = only === null || checkpoint.case === only;
    if ((isFolder && !isPlaced) || (!isAsked && folder === undefined))
      bad.push({
        seal,
        reason: `swapped: it seals ${checkpoint.size} entries of ${checkpoint.case}, and stands at another place`,
      });
    else if (isAsked) seals.push({ ...checkpoint, name: seal });
  }
  return { seals, bad };
};
