import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../world/world.js';
import { OBJECTS_PREFIX, type Blob, type ObjectRecord } from './records.js';
import { PARTS_PREFIX, type PartRecord } from './upload-records.js';

const folderOf = (world: World): string => join(world.files, 's3');

const fileOf = (world: World, sha256: string): string => join(folderOf(world), sha256.slice(0, 2), sha256);

/**
 * Keeps bytes as a file named by their SHA-256, whole before this returns. A row that refers to it comes later, or
 * never: `sweepBodies` removes what no row refers to.
 */
export const writeBody = (world: World, bytes: Uint8Array): Blob => {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = fileOf(world, sha256);
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, bytes, { mode: 0o600 });
    renameSync(draft, file);
  }
  return { sha256, size: bytes.length };
};

/** The bytes from `from` up to, not including, `until` of a body. */
export const readBody = (world: World, body: readonly Blob[], from: number, until: number): Buffer => {
  const result = Buffer.alloc(until - from);
  let start = 0;
  for (const { sha256, size } of body) {
    const [first, last] = [Math.max(from, start), Math.min(until, start + size)];
    if (first < last) readInto(fileOf(world, sha256), result, first - from, last - first, first - start);
    start += size;
  }
  return result;
};

/** Each piece of a body in turn, for what needs to see all of it without holding all of it. */
export function* piecesOf(world: World, body: readonly Blob[]): Generator<Buffer> {
  for (const { sha256 } of body) yield readFileSync(fileOf(world, sha256));
}

const readInto = (file: string, target: Buffer, at: number, length: number, position: number): void => {
  const descriptor = openSync(file, 'r');
  try {
    for (let done = 0; done < length;) {
      const read = readSync(descriptor, target, at + done, length - done, position + done);
      if (read === 0) throw new Error(`${file} is shorter than its row says`);
      done += read;
    }
  } finally {
    closeSync(descriptor);
  }
};

/** Removes the files that no object and no upload refers to. For a world that nobody writes to yet: after opening. */
export const sweepBodies = (world: World): void => {
  const kept = new Set(
    world.store
      .names()
      .flatMap((name) => {
        if (name.startsWith(OBJECTS_PREFIX))
          return world
            .table<ObjectRecord>(name)
            .all()
            .flatMap(({ versions }) => versions.flatMap(({ object }) => object?.body ?? []));
        return name.startsWith(PARTS_PREFIX)
          ? world
              .table<PartRecord>(name)
              .all()
              .map(({ blob }) => blob)
          : [];
      })
      .map(({ sha256 }) => sha256),
  );
  const folder = folderOf(world);
  if (!existsSync(folder)) return;
  for (const part of readdirSync(folder))
    for (const name of readdirSync(join(folder, part))) if (!kept.has(name)) rmSync(join(folder, part, name));
};
