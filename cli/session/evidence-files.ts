import { existsSync, mkdirSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EvidenceItem } from '../../ledger/evidence/item.js';
import { resourceOf } from '../../workflows/contract/names.js';
import { usageError } from '../errors.js';

/** The files that fetched evidence is written to. */
export type EvidenceFiles = {
  readonly name: string;
  readonly file: string;
  /** While it arrives. */
  readonly part: string;
  /** What is not what was collected. */
  readonly altered: string;
  readonly sha256: string;
  readonly manifest: string;
};

const endings: Readonly<Record<string, string>> = {
  'text/plain': '.txt',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'application/json': '.json',
};

/** Says what the files of an item are called in a folder, which is made; none of them may be there yet. */
export const evidenceFiles = (folder: string, item: EvidenceItem): EvidenceFiles => {
  const about = [item.kind, resourceOf(item.source), item.sha256?.slice(7, 23) ?? item.id];
  // Ids come from AWS and from the host: nothing of them may lead out of the folder.
  const stem = about.map((part) => part.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80)).join('_');
  const name = `${stem}${endings[item.mediaType ?? ''] ?? '.bin'}`;
  const file = path.join(folder, name);
  const files = {
    name,
    file,
    part: `${file}.part`,
    altered: `${file}.altered`,
    sha256: `${file}.sha256`,
    manifest: `${file}.manifest.json`,
  };
  const taken = [files.file, files.altered, files.sha256, files.manifest].find((one) => existsSync(one));
  if (taken !== undefined)
    throw usageError(`${taken} is there already: nothing is overwritten.`, 'Name another folder with --out.');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw usageError(`${folder} cannot be written to: ${(error as Error).message}.`, 'Name another folder with --out.');
  }
  return files;
};

/** Writes a file that must not be there yet. */
export const writeNew = (file: string, content: string): Promise<void> =>
  writeFile(file, content, { flag: 'wx', mode: 0o600 });

/** Gives what has arrived its name, if nobody has taken that meanwhile. Disks for evidence often know no hard links. */
export const place = async (part: string, file: string): Promise<void> => {
  await (await open(file, 'wx', 0o600)).close();
  await rename(part, file);
};
