import { clientsOf, type Clients } from '../../../sandbox/estate/clients.js';
import type { Estate } from '../../../sandbox/estate/estate.js';
import { seedEstate } from '../../../sandbox/estate/seed-estate.js';
import { accounts } from '../../../sandbox/gateway/accounts.js';
import { rootOf } from '../../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { startAws, type SandboxAws } from '../../support/aws.js';

/** What the worker may do in these tests. */
export const PERMISSIONS = ['ec2:DescribeInstances', 'ec2:CreateSnapshots', 'ec2:CreateTags'];

/** Seeds the world of a gateway, or says what it was seeded with. */
export const seed = (aws: SandboxAws): Promise<Estate> =>
  seedEstate({ endpoint: aws.url, admin: aws.admin, directory: aws.world, permissions: PERMISSIONS });

/** Clients that sign as the root of an account. */
export const rootClients = (aws: SandboxAws, account: string = accounts.victim): Clients =>
  clientsOf(aws.url, rootOf(worldFiles(aws.world).credentials, account));

/** A gateway with a seeded world, for the tests of one file. */
export type Seeded = {
  readonly aws: SandboxAws;
  readonly estate: Estate;
  readonly clients: Clients;
  /** The id of a seeded instance, or the ARN of a seeded principal. */
  readonly idOf: (name: string) => string;
  readonly stop: () => Promise<void>;
};

/** Starts it on `world`: one that was seeded before, or else a new one, which takes ten seconds. */
export const startSeeded = async (world?: string): Promise<Seeded> => {
  const aws = await startAws(world);
  const estate = await seed(aws);
  const clients = rootClients(aws);
  return {
    aws,
    estate,
    clients,
    idOf: (name) => estate.targets.find((one) => one.name === name)?.id ?? '',
    stop: async () => {
      clients.close();
      await aws.stop();
    },
  };
};
