import type {
  LifecycleRule,
  LoggingEnabled,
  NotificationConfiguration,
  ObjectLockRetentionMode,
  ObjectOwnership,
} from '@aws-sdk/client-s3';
import type { Table } from '../../world/store.js';
import type { World } from '../../world/world.js';
import type { PrincipalIds } from '../policy-principals.js';
import type { ChecksumFacts } from './checksums.js';

/** Tags as they are stored: key to value. */
export type Tags = Readonly<Record<string, string>>;

/** The four settings of S3 Block Public Access. */
export type PublicAccess = {
  readonly blockAcls: boolean;
  readonly ignoreAcls: boolean;
  readonly blockPolicy: boolean;
  readonly restrict: boolean;
};

/** How something is encrypted at rest. `keyId` is what was asked for on buckets, and the key's ARN on objects. */
export type EncryptionFacts = {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  readonly keyId?: string;
  readonly bucketKey?: boolean;
};

/** Canned ACLs that the sandbox tells apart. */
export type Acl = 'private' | 'public-read' | 'public-read-write' | 'authenticated-read';

/** Object Lock's default retention of a bucket. */
export type DefaultRetention = {
  readonly mode: ObjectLockRetentionMode;
  readonly days?: number;
  readonly years?: number;
};

/** A bucket as the sandbox keeps it. Times are epoch milliseconds of the world's clock. */
export type BucketRecord = {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
  /** Absent until versioning is set for the first time. */
  readonly versioning?: 'Enabled' | 'Suspended';
  /** There once Object Lock is enabled, which is for ever. */
  readonly lock?: { readonly retention?: DefaultRetention };
  readonly publicAccess?: PublicAccess;
  readonly ownership?: ObjectOwnership;
  readonly acl: Acl;
  readonly encryption: EncryptionFacts;
  readonly policy?: string;
  /** Whom the policy means. */
  readonly policyIds?: PrincipalIds;
  readonly tags?: Tags;
  readonly logging?: LoggingEnabled;
  readonly notifications?: NotificationConfiguration;
  readonly lifecycle?: readonly LifecycleRule[];
};

/** A piece of a body: a file named by the SHA-256 of its content. */
export type Blob = { readonly sha256: string; readonly size: number };

/** A part of an object that was uploaded in parts. */
export type PartFacts = { readonly number: number; readonly size: number; readonly checksum?: string };

/** Until when a version cannot be deleted, and how strictly. */
export type Retention = { readonly mode: ObjectLockRetentionMode; readonly until: number };

/** What a writer says about an object besides its body. */
export type Description = {
  /** Members of PutObject's input that GetObject gives back: ContentType, CacheControl, … */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly storageClass: string;
  readonly encryption: EncryptionFacts;
  readonly acl: Acl;
  readonly retention?: Retention;
  readonly legalHold?: 'ON' | 'OFF';
};

/** The content of a version that is no delete marker. */
export type ObjectFacts = Description & {
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly body: readonly Blob[];
  readonly checksum: ChecksumFacts;
  /** There when it was uploaded in parts. */
  readonly parts?: readonly PartFacts[];
};

/** One version of an object; without `object` it is a delete marker. */
export type VersionRecord = { readonly id: string; readonly at: number; readonly object?: ObjectFacts };

/** A key of a bucket with its versions, newest first. */
export type ObjectRecord = { readonly key: string; readonly versions: readonly VersionRecord[] };

/** Buckets of the partition by name. */
export const buckets = (world: World): Table<BucketRecord> => world.table('s3.buckets');

/** Objects of a bucket by key. */
export const objectsIn = (world: World, bucket: string): Table<ObjectRecord> => world.table(`s3.objects/${bucket}`);

/** The name of the table in which `objectsIn` keeps a bucket's rows. */
export const OBJECTS_PREFIX = 's3.objects/';
