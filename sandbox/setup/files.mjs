import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a file in one step: a reader, or a crash, sees the old content or the new, never a part.
 * @param {string} path
 * @param {string} content
 */
export function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

/**
 * A file's text, or null when there is none.
 * @param {string} path
 */
export function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/**
 * SHA-256 in hex, short enough for a directory name when asked.
 * @param {string} text
 * @param {number} [length]
 */
export function sha256(text, length = 64) {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/**
 * Puts a symbolic link in place in one step, whatever was there before.
 * @param {string} path
 * @param {string} target as the link says it, relative to its own folder
 */
export function linkWhole(path, target) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  symlinkSync(target, draft);
  renameSync(draft, path);
}

/**
 * The system's code of an error, such as ENOENT; empty for errors of another kind.
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
