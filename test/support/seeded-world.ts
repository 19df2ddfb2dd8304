import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedEstate } from '../../sandbox/estate/seed-estate.js';
import { workerPermissions } from '../../worker/permissions.js';
import { startAws } from './aws.js';
import { oncePerRun } from './once-per-run.js';

/**
 * A copy of a seeded sandbox's AWS in the folder `world`, by default a new one: accounts, instances, a week of everyday
 * events. Seeding takes ten seconds of work, so it is done once for all test files of a run.
 */
export const seededWorld = async (world = mkdtempSync(join(tmpdir(), 'firebreak-aws-'))): Promise<string> => {
  cpSync(await oncePerRun('seeded', seed), world, { recursive: true });
  return world;
};

const seed = async (folder: string): Promise<void> => {
  const aws = await startAws(folder);
  try {
    await seedEstate({ endpoint: aws.url, admin: aws.admin, directory: folder, permissions: workerPermissions() });
  } finally {
    await aws.halt();
  }
  rmSync(join(folder, 'endpoint.json'), { force: true });
};
