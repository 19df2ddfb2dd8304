import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../world/world.js';
import type { WorldFiles } from './world-files.js';

/** Worlds put aside under a name, to come back to. */
export interface SavedWorlds {
  readonly names: () => readonly string[];
  /** Copies the world as it is now. A saved one of the same name is replaced. */
  readonly save: (name: string, world: World) => void;
  /** Puts the copy in the place of the current world, which must be closed. */
  readonly load: (name: string) => void;
  /** Begins a new world in the place of the current one, which must be closed. */
  readonly reset: () => void;
}

/** There is no saved world of that name. */
export class NoSuchWorld extends Error {}

/** What a world may be called: it becomes a folder's name. */
export const WORLD_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The saved worlds beside the world of `files`. Each exchange is one rename: a kill leaves the old world or the new. */
export function savedWorlds({ world: current, saved }: WorldFiles): SavedWorlds {
  const exchange = (fill: (next: string) => void): void => {
    const [next, before] = [`${current}.next`, `${current}.before`];
    for (const path of [next, before]) rmSync(path, { recursive: true, force: true });
    mkdirSync(next, { mode: 0o700 });
    fill(next);
    renameSync(current, before);
    renameSync(next, current);
    rmSync(before, { recursive: true, force: true });
  };
  return {
    names: () =>
      existsSync(saved)
        ? readdirSync(saved)
            .filter((name) => WORLD_NAME.test(name))
            .sort()
        : [],
    save: (name, world) => {
      const [target, next] = [join(saved, name), join(saved, `.${name}`)];
      rmSync(next, { recursive: true, force: true });
      mkdirSync(next, { recursive: true, mode: 0o700 });
      for (const part of readdirSync(current))
        if (!part.startsWith('world.sqlite')) cpSync(join(current, part), join(next, part), { recursive: true });
      world.store.copyTo(join(next, 'world.sqlite'));
      rmSync(target, { recursive: true, force: true });
      renameSync(next, target);
    },
    load: (name) => {
      const source = join(saved, name);
      if (!WORLD_NAME.test(name) || !existsSync(source)) throw new NoSuchWorld(`there is no saved world ${name}`);
      exchange((next) => cpSync(source, next, { recursive: true }));
    },
    reset: () => exchange(() => undefined),
  };
}
