import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import type { AdminClient } from '../gateway/admin-client.js';
import type { Credentials } from '../gateway/credentials.js';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../gateway/account.js';
import { worldFiles, writeWhole } from '../gateway/world-files.js';
import { seedIdentities } from './identities.js';
import { seedInstances } from './instances.js';
import { seedNetwork } from './network.js';
import { seedPublicBucket } from './public-bucket.js';
import { readSeededWorld, type SeededWorld } from './seeded-world.js';
import { seedWebTier } from './web-tier.js';

/** A running gateway and the world it serves. */
export interface SeedOptions {
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly admin: AdminClient;
  /** The world's folder: `targets.json` in it says that seeding was finished. */
  readonly world: string;
}

/**
 * Fills the account once. Done before: returns what is there. Interrupted before: throws the half away and begins
 * again, so that a kill at any moment costs only time. The marker is written last and whole.
 */
export async function seedWorld(options: SeedOptions): Promise<SeededWorld> {
  const { targets: marker } = worldFiles(options.world);
  const before = readSeededWorld(marker);
  if (before !== undefined) return before;

  const config = {
    region: SANDBOX_REGION,
    endpoint: options.endpoint,
    credentials: options.credentials,
    // The sandbox throttles like AWS, seeding included.
    maxAttempts: 10,
  };
  const ec2 = new EC2Client(config);
  // The network is made first, so a network without a marker is an interrupted seeding.
  const { Vpcs = [] } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['false'] }] }),
  );
  if (Vpcs.length > 0) await options.admin.reset();

  const network = await seedNetwork(ec2);
  const identities = await seedIdentities(new IAMClient(config));
  const instances = await seedInstances(ec2, network);
  const webTier = await seedWebTier(new AutoScalingClient(config), new ElasticLoadBalancingV2Client(config), ec2, {
    network,
    members: instances.web,
  });
  const bucket = await seedPublicBucket(options.endpoint, options.credentials);

  const world: SeededWorld = {
    account: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    targets: instances.targets,
    vpcId: network.vpcId,
    groups: network.groups,
    ...webTier,
    publicIp: instances.publicIp,
    leakedKey: identities.leakedKey,
    bucket,
  };
  writeWhole(marker, `${JSON.stringify(world, null, 2)}\n`);
  return world;
}
