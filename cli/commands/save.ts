import { writeFileSync } from 'node:fs';
import { usageError } from '../errors.js';

/** Writes what somebody asked to have in a file, for nobody else to read; wrong use when it cannot be written. */
export const save = (file: string, text: string | Uint8Array): void => {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw usageError(`${file} cannot be written: ${(error as Error).message}.`, 'Name a file in a folder of yours.');
  }
};
