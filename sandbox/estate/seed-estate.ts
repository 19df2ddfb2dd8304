import { join } from 'node:path';
import { accounts, SANDBOX_ACCOUNT, SANDBOX_REGION } from '../gateway/accounts.js';
import type { AdminClient } from '../gateway/admin-client.js';
import { rootOf } from '../gateway/credentials.js';
import { estateFile, worldFiles, writeWhole } from '../gateway/world-files.js';
import { build } from './build.js';
import { clientsOf } from './clients.js';
import { readEstate, type Estate } from './estate.js';

/** A running gateway and the world it serves. */
export type SeedOptions = {
  readonly endpoint: string;
  readonly admin: AdminClient;
  /** The folder of the sandbox's AWS. */
  readonly directory: string;
  /** The IAM actions that the worker may do in its role. */
  readonly permissions: readonly string[];
};

/** So old the estate is when the sandbox is first used, in milliseconds of the world's clock. */
const AGE = 3 * 86_400_000;

const WORKER_KEY = 'worker-credentials.json';

/**
 * Fills the accounts once. Done before: says what is there. Interrupted before: throws the half away and begins again,
 * so that a kill at any moment costs only time. The marker `estate.json` is written last and whole.
 */
export const seedEstate = async ({ endpoint, admin, directory, permissions }: SeedOptions): Promise<Estate> => {
  const files = worldFiles(directory);
  const marker = estateFile(files);
  const before = readEstate(marker);
  if (before !== undefined) return before;

  // Whatever was done, has events: a world with any but without a marker is an interrupted seeding.
  if ((await admin.health()).events > 0) await admin.reset();
  const victim = clientsOf(endpoint, rootOf(files.credentials, SANDBOX_ACCOUNT));
  const forensics = clientsOf(endpoint, rootOf(files.credentials, accounts.forensics));
  try {
    await admin.begin(AGE);
    const { limits } = (await admin.health()).settings;
    await admin.set({ limits: 'off' });
    const { worker, ...built } = await build({ victim, forensics, admin, permissions });
    await admin.set({ limits });
    await admin.advanceClock(Math.max(0, Date.now() - (await admin.health()).now));
    await admin.loadScenario('everyday');
    writeWhole(join(files.world, WORKER_KEY), `${JSON.stringify(worker.credentials)}\n`);
    const estate = {
      account: SANDBOX_ACCOUNT,
      region: SANDBOX_REGION,
      ...built,
      worker: { principal: worker.principal, roleArn: worker.roleArn, credentialsFile: WORKER_KEY },
    };
    writeWhole(marker, `${JSON.stringify(estate, null, 2)}\n`);
  } finally {
    victim.close();
    forensics.close();
  }
  const estate = readEstate(marker);
  if (estate === undefined) throw new Error(`${marker} is gone`);
  return estate;
};
