import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** The errno code of a failed system call, or null. Errors of Node's core may come from another realm: no instanceof. */
export const errno = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;

/**
 * Writes a file that must not exist yet, whole or not at all. Returns false, and changes nothing, when somebody else was
 * first: of several processes at once exactly one gets true. `link` refuses an existing name, `rename` would replace it.
 */
export const createFile = (path: string, text: string, mode: number): boolean => {
  const draft = draftOf(path, text, mode);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(dirname(path));
  return true;
};

/** Writes a file in the place of one that may exist: at every moment there is the one or the other, whole. */
export const replaceFile = (path: string, text: string, mode: number): void => {
  renameSync(draftOf(path, text, mode), path);
  syncFolder(dirname(path));
};

const draftOf = (path: string, text: string, mode: number): string => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = openSync(draft, 'wx', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
};

/** Makes a new name in a folder durable. Not every platform can; where it cannot, the file itself still is. */
export const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};
