import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory, for every user. */
const memory = '/dev/shm';

/** What all test files of one run keep there, at four times the most that was ever seen, in bytes. */
const room = 2 * 1024 ** 3;

/**
 * Gives all test files of one run a folder for their files, and for what they share; Jest's workers inherit its name. It
 * is in memory where that has room: none of these files has to outlive the machine, and a disk takes longer to write and
 * to remove them than tests take to use them. Whoever sets TMPDIR has chosen.
 */
export default function setUp() {
  const folder = (process.env['TMPDIR'] === undefined && inMemory()) || made(tmpdir());
  process.env['TMPDIR'] = folder;
  process.env['FIREBREAK_TEST_RUN'] = folder;
}

/** A folder in memory, or null where there is no room, or where programs in it are not run. */
function inMemory() {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < room || process.availableMemory() < 2 * room) return null;
    const folder = made(memory);
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
    return spawnSync(program).status === 0 ? folder : null;
  } catch {
    return null;
  }
}

/** @param {string} parent */
function made(parent) {
  const folder = mkdtempSync(join(parent, 'firebreak-tests-'));
  // Also when the run is broken off.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Servers of tests run as other users, who have to come through to what is theirs.
  chmodSync(folder, 0o711);
  return folder;
}
