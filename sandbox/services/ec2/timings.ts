/** How long things take in EC2, in milliseconds of the world's clock. */
export const timings = {
  /** `pending` to `running`. */
  instanceStart: 5_000,
  instanceStop: 10_000,
  /** `shutting-down` to `terminated`. */
  instanceTermination: 10_000,
  /** How long a terminated instance can still be described. */
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
  /** AWS's least time between two snapshots of one volume ("Error codes for the Amazon EC2 API"). */
  snapshotSpacing: 15_000,
} as const;
