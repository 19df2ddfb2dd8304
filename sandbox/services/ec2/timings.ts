import type { World } from '../../world/world.js';

/** How long things take in EC2, in milliseconds of the world's clock. */
export type Timings = {
  /** `pending` to `running`. */
  readonly instanceStart: number;
  readonly instanceStop: number;
  /** `shutting-down` to `terminated`. */
  readonly instanceTermination: number;
  /** How long a terminated instance can still be described. */
  readonly terminatedShown: number;
  readonly metadataOptions: number;
  readonly profileAssociation: number;
  readonly interfaceAttachment: number;
  readonly interfaceDetachment: number;
  readonly natGateway: number;
  readonly vpcEndpoint: number;
  readonly volumeCreation: number;
  readonly volumeAttachment: number;
  readonly volumeDetachment: number;
  readonly volumeModification: number;
  /** AWS's least time between two snapshots of one volume ("Error codes for the Amazon EC2 API"). */
  readonly snapshotSpacing: number;
};

const usual: Timings = {
  instanceStart: 5_000,
  instanceStop: 10_000,
  instanceTermination: 10_000,
  terminatedShown: 3_600_000,
  metadataOptions: 2_000,
  profileAssociation: 2_000,
  interfaceAttachment: 1_000,
  interfaceDetachment: 3_000,
  natGateway: 30_000,
  vpcEndpoint: 20_000,
  volumeCreation: 3_000,
  volumeAttachment: 2_000,
  volumeDetachment: 3_000,
  volumeModification: 20_000,
  snapshotSpacing: 15_000,
};

const ROW = 'ec2.timings';

const settings = (world: World) => world.table<Partial<Timings>>('settings');

/** The times in force in this world. */
export const timingsOf = (world: World): Timings => ({ ...usual, ...settings(world).get(ROW) });

/** Changes how long things take that begin from now on. */
export const setTimings = (world: World, changes: Partial<Timings>): void =>
  world.store.transact(() => void settings(world).put(ROW, { ...settings(world).get(ROW), ...changes }));
