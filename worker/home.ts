import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this Firebreak: the nearest one above this file that holds the package. */
export const installation = (): string => {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder)
    folder = path.dirname(folder);
  return folder;
};

/** Where the sandbox keeps its state: `FIREBREAK_HOME`, else `.firebreak` in the installation. */
export const home = (): string =>
  path.resolve(process.env['FIREBREAK_HOME'] ?? path.join(installation(), '.firebreak'));
