import { randomBytes } from 'node:crypto';
import type { Call } from '../operation.js';
import { invalidArgument, methodNotAllowed, noSuchKey, noSuchVersion } from './failures.js';
import { bucketNeed, type OnObject } from './needs.js';
import { objectsIn, type BucketRecord, type ObjectFacts, type VersionRecord } from './records.js';

/** A version that has content. */
export type ObjectVersion = VersionRecord & { readonly object: ObjectFacts };

/** The newest version of a key, delete marker or not. */
export const newestOf = (call: Call, bucket: BucketRecord, key: string): VersionRecord | undefined =>
  objectsIn(call.world, bucket.name).get(key)?.versions[0];

/** The version of that id; InvalidArgument for what cannot be one. */
export const versionById = (call: Call, bucket: BucketRecord, key: string, id: string): VersionRecord | undefined => {
  if (id !== 'null' && !/^[\w.-]{32}$/.test(id)) throw invalidArgument('Invalid version id specified', 'versionId', id);
  return objectsIn(call.world, bucket.name)
    .get(key)
    ?.versions.find((one) => one.id === id);
};

/**
 * The object that a request reads: NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker. That a key is not
 * there is told only to who may list the bucket.
 */
export const objectFor = (call: Call, bucket: BucketRecord, { Key = '', VersionId }: OnObject): ObjectVersion => {
  const version = VersionId === undefined ? newestOf(call, bucket, Key) : versionById(call, bucket, Key, VersionId);
  if (version?.object !== undefined) return { ...version, object: version.object };
  if (VersionId !== undefined && version !== undefined)
    throw methodNotAllowed({ Method: 'GET', ResourceType: 'DeleteMarker' });
  call.require(bucketNeed(VersionId === undefined ? 'ListBucket' : 'ListBucketVersions', bucket));
  throw VersionId === undefined ? noSuchKey({ Key }) : noSuchVersion({ Key, VersionId });
};

/** Puts a version on top of a key; `null` versions replace each other. */
export const addVersion = (
  call: Call,
  bucket: BucketRecord,
  key: string,
  object: ObjectFacts | undefined,
): VersionRecord => {
  const objects = objectsIn(call.world, bucket.name);
  const id = bucket.versioning === 'Enabled' ? newVersionId() : 'null';
  const version: VersionRecord = { id, at: call.world.clock.now(), ...(object && { object }) };
  const others = (objects.get(key)?.versions ?? []).filter((one) => one.id !== id);
  objects.put(key, { key, versions: [version, ...others] });
  return version;
};

/** Changes the content of a version in place: tags, locks, ACLs. */
export const changeObject = (
  call: Call,
  bucket: BucketRecord,
  key: string,
  { id, object }: ObjectVersion,
  change: (object: ObjectFacts) => ObjectFacts,
): void =>
  void objectsIn(call.world, bucket.name).update(key, (row) => ({
    ...row,
    versions: row.versions.map((one) => (one.id === id ? { ...one, object: change(object) } : one)),
  }));

/** Takes a version away for ever. */
export const removeVersion = (call: Call, bucket: BucketRecord, key: string, id: string): void => {
  const objects = objectsIn(call.world, bucket.name);
  const rest = (objects.get(key)?.versions ?? []).filter((one) => one.id !== id);
  if (rest.length === 0) objects.delete(key);
  else objects.put(key, { key, versions: rest });
};

/** The output member that names a version, in buckets that have versions. */
export const shownVersion = (bucket: BucketRecord, id: string): { readonly VersionId?: string } =>
  bucket.versioning === undefined ? {} : { VersionId: id };

const newVersionId = (): string => randomBytes(24).toString('base64url').replaceAll('-', '.');
