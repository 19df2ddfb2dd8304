import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a sandbox keeps its world: one folder, readable by its owner only, safe to delete as a whole while stopped. */
export interface WorldFiles {
  readonly directory: string;
  readonly motoState: string;
  readonly credentials: string;
  readonly adminToken: string;
  readonly trail: string;
  readonly settings: string;
  readonly endpoint: string;
  readonly targets: string;
}

/** The paths of the world in `directory`, which is created when missing. */
export function worldFiles(directory: string): WorldFiles {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    directory,
    motoState: join(directory, 'moto'),
    credentials: join(directory, 'credentials.json'),
    adminToken: join(directory, 'admin-token'),
    trail: join(directory, 'cloudtrail.jsonl'),
    settings: join(directory, 'settings.json'),
    endpoint: join(directory, 'endpoint.json'),
    targets: join(directory, 'targets.json'),
  };
}

/** Writes `text` so that a reader, or a restart after a kill, sees the old content or the new, never a part. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode: 0o600, flush: true });
  renameSync(temporary, path);
}

/** The content of `path`, or `undefined` when there is no such file. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
