import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedEstate } from '../../sandbox/estate/seed-estate.js';
import { errno } from '../../ledger/files.js';
import { workerPermissions } from '../../worker/permissions.js';
import { startAws, until } from './aws.js';

/** Longer than seeding takes on a machine that does four other things, in milliseconds. */
const patience = 180_000;

/**
 * A copy of a seeded sandbox's AWS in the folder `world`, by default a new one: accounts, instances, a week of everyday
 * events. Seeding takes ten seconds of work, so the first test file of a run that asks does it, for all of them.
 */
export const seededWorld = async (world = mkdtempSync(join(tmpdir(), 'firebreak-aws-'))): Promise<string> => {
  const run = process.env['FIREBREAK_TEST_RUN'];
  if (run === undefined) throw new Error('there is no folder of this test run: was it begun by Jest?');
  const seeded = join(run, 'seeded');
  if (!existsSync(seeded)) {
    if (isFirst(join(run, 'seeding'))) await seed(join(run, 'seeding'), seeded);
    else await until('the estate to be seeded', async () => (existsSync(seeded) ? true : undefined), patience);
  }
  cpSync(seeded, world, { recursive: true });
  return world;
};

const isFirst = (folder: string): boolean => {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    throw error;
  }
};

const seed = async (folder: string, seeded: string): Promise<void> => {
  const aws = await startAws(folder);
  try {
    await seedEstate({ endpoint: aws.url, admin: aws.admin, directory: folder, permissions: workerPermissions() });
  } finally {
    await aws.halt();
  }
  rmSync(join(folder, 'endpoint.json'), { force: true });
  renameSync(folder, seeded);
};
