import { setTimeout as pause } from 'node:timers/promises';
import { readEstate, type Estate } from '../estate/estate.js';
import { seedEstate, type SeedOptions } from '../estate/seed-estate.js';
import { estateFile, readIfThere, worldFiles } from '../gateway/world-files.js';

/** How often the world is looked at, in milliseconds. */
const LOOK_EVERY = 200;

/**
 * Seeds the estate, now and whenever the world was reset, and tells of each one that is there: also of one that was
 * loaded. `onEstate` hears undefined while there is none. Resolves when the first is there; rejects when that fails.
 */
export const keepEstate = async (
  options: SeedOptions,
  onEstate: (estate: Estate | undefined) => Promise<void>,
): Promise<void> => {
  const marker = estateFile(worldFiles(options.directory));
  await onEstate(await seedEstate(options));
  void watch(options, marker, onEstate);
};

const watch = async (
  options: SeedOptions,
  marker: string,
  onEstate: (estate: Estate | undefined) => Promise<void>,
): Promise<never> => {
  for (let known = readIfThere(marker); ;) {
    await pause(LOOK_EVERY, undefined, { ref: false });
    const first = readIfThere(marker);
    if (first === known) continue;
    // While worlds are exchanged there is none for a moment: what is seen twice is so.
    await pause(LOOK_EVERY, undefined, { ref: false });
    if (readIfThere(marker) !== first) continue;
    try {
      if (first === undefined) {
        await onEstate(undefined);
        await seedEstate(options);
      }
      const text = readIfThere(marker);
      await onEstate(readEstate(marker));
      known = text;
    } catch (error) {
      // The gateway may have died under it: it is started again, and so is this.
      process.stderr.write(`seeding: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
};
