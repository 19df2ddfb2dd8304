import type { ChecksumType } from '@aws-sdk/client-s3';
import type { Table } from '../../world/store.js';
import type { World } from '../../world/world.js';
import type { ChecksumAlgorithm } from './checksums.js';
import type { Blob, Description } from './records.js';

/** An upload in parts that is not complete. */
export type UploadRecord = Description & {
  readonly id: string;
  readonly key: string;
  readonly initiatedAt: number;
  readonly initiator: string;
  /** What was asked for; without it the object gets S3's default checksum. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType };
};

/** A part of an upload. */
export type PartRecord = {
  readonly number: number;
  readonly at: number;
  readonly etag: string;
  readonly blob: Blob;
  /** By the algorithm of the upload, or the default. */
  readonly checksum: string;
};

/** Uploads of a bucket by id. */
export const uploadsIn = (world: World, bucket: string): Table<UploadRecord> => world.table(`s3.uploads/${bucket}`);

/** The name of the table in which `partsOf` keeps an upload's rows starts so. */
export const PARTS_PREFIX = 's3.parts/';

/** Parts of an upload by number. */
export const partsOf = (world: World, uploadId: string): Table<PartRecord> => world.table(`${PARTS_PREFIX}${uploadId}`);

/** Forgets an upload and its parts. */
export const dropUpload = (world: World, bucket: string, uploadId: string): void => {
  const parts = partsOf(world, uploadId);
  for (const { number } of parts.all()) parts.delete(String(number));
  uploadsIn(world, bucket).delete(uploadId);
};
