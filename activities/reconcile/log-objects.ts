import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Clients } from '../aws/clients.js';
import { reading } from '../aws/reading.js';
import { againIfUnlucky } from '../engine/waves.js';

const inflate = promisify(gunzip);

/** CloudTrail closes a log file at about 50 MB ("CloudTrail log file examples"); more is none of its files. */
const mostBytes = 256 * 1024 * 1024;
/** Packed it is smaller. */
const mostPacked = 64 * 1024 * 1024;

/** A file of a trail, unpacked: hashes and signatures of CloudTrail are of these bytes. */
export type LogObject = { readonly bytes: Buffer; readonly metadata: Readonly<Record<string, string>> };

/** The bucket of a trail, read with the worker's own identity. */
export type LogBucket = {
  readonly name: string;
  /** The object; null when it is not there; `'damaged'` when it is no gzip file. */
  readonly read: (key: string) => Promise<LogObject | 'damaged' | null>;
  /** Keys below a prefix, after a key where one is given, in order. */
  readonly keys: (prefix: string, after?: string) => Promise<readonly string[]>;
  /** The names of the folders right below a prefix. */
  readonly folders: (prefix: string) => Promise<readonly string[]>;
};

/** Opens a bucket for reading. */
export const logBucket = ({ s3 }: Pick<Clients, 's3'>, name: string): LogBucket => {
  const list = async (prefix: string, more: { readonly StartAfter?: string; readonly Delimiter?: string }) => {
    const keys: string[] = [];
    const folders: string[] = [];
    let token: string | undefined;
    do {
      const page = await againIfUnlucky(() =>
        reading('s3:ListBucket', `s3://${name}/${prefix}`, () =>
          s3.listObjectsV2({ Bucket: name, Prefix: prefix, ...more, ...(token && { ContinuationToken: token }) }),
        ),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      folders.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix?.slice(prefix.length, -1) ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return { keys, folders };
  };
  return {
    name,
    keys: async (prefix, after) => (await list(prefix, after === undefined ? {} : { StartAfter: after })).keys,
    folders: async (prefix) => (await list(prefix, { Delimiter: '/' })).folders,
    read: async (key) => {
      try {
        const {
          Body,
          ContentLength = 0,
          Metadata = {},
        } = await againIfUnlucky(() =>
          reading('s3:GetObject', `s3://${name}/${key}`, () => s3.getObject({ Bucket: name, Key: key })),
        );
        // Whoever can write the bucket can put anything there: it is not read into memory to find out.
        if (ContentLength > mostPacked) {
          if (Body instanceof Readable) Body.destroy();
          return 'damaged';
        }
        const packed = (await Body?.transformToByteArray()) ?? new Uint8Array();
        const bytes = await inflate(packed, { maxOutputLength: mostBytes }).catch(() => null);
        return bytes === null ? 'damaged' : { bytes, metadata: Metadata };
      } catch (error) {
        if (error instanceof ApplicationFailure && error.type === failureTypes.notFound) return null;
        throw error;
      }
    },
  };
};
