import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk that is soon full. */
export type TinyDisk = {
  readonly folder: string;
  /** Makes room. */
  readonly grow: () => void;
  readonly remove: () => void;
};

/** Why there can be none here, or null. Says it loudly: what does not run must not look as if it had. */
export const whyNoTinyDisk = (): string | null => {
  // Tried where the mount is gone with the process.
  const tried = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { encoding: 'utf8' });
  if (tried.status === 0) return null;
  const why = `no file system can be mounted here (root on Linux may): ${tried.error?.message ?? tried.stderr.trim()}`;
  process.stderr.write(`\n*** NOT TESTED: a full disk. ${why}\n\n`);
  return why;
};

/** A file system of so many megabytes in memory, which belongs to the user of this id. */
export const tinyDisk = (megabytes: number, uid: number): TinyDisk => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700,uid=${uid}`, 'tmpfs', folder]);
  return {
    folder,
    grow: () => execFileSync('mount', ['-o', `remount,size=${megabytes * 4}m`, folder]),
    remove: () => {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true });
    },
  };
};
