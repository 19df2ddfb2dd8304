import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a sandbox keeps its AWS: one folder, readable by its owner only, safe to delete as a whole while stopped. */
export interface WorldFiles {
  readonly directory: string;
  /** All that makes the world what it is: the part that `save`, `load` and `reset` are about. */
  readonly world: string;
  readonly saved: string;
  readonly credentials: string;
  readonly adminToken: string;
  readonly endpoint: string;
}

/** The paths of the sandbox in `directory`, which is created when missing. */
export function worldFiles(directory: string): WorldFiles {
  const world = join(directory, 'world');
  // Killed while worlds were exchanged: the old one was already away, the new one not yet there.
  if (!existsSync(world) && existsSync(`${world}.before`)) renameSync(`${world}.before`, world);
  mkdirSync(world, { recursive: true, mode: 0o700 });
  return {
    directory,
    world,
    saved: join(directory, 'saved'),
    credentials: join(directory, 'credentials.json'),
    adminToken: join(directory, 'admin-token'),
    endpoint: join(directory, 'endpoint.json'),
  };
}

/** What a seeded world says about itself; its last file, so that one without it was interrupted. */
export function estateFile(files: WorldFiles): string {
  return join(files.world, 'estate.json');
}

/** Where moto keeps its part of a world. */
export function motoFolder(world: string): string {
  return join(world, 'moto');
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
