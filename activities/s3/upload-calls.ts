import type { JsonObject } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Values } from '../aws/aws.js';
import type { Vault } from '../aws/vault.js';

/** The names of the calls of one upload. */
export const uploadIds = (number: number) =>
  ({
    begin: `upload/${number}`,
    manifest: `manifest/${number}`,
    complete: `complete/${number}`,
    hold: `hold/${number}`,
    abort: `abort/${number}`,
  }) as const;

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

const encryption = ({ keyArn }: Vault): JsonObject => ({
  ServerSideEncryption: 'aws:kms',
  ...(keyArn && { SSEKMSKeyId: keyArn }),
});

/**
 * The calls of one upload to the vault: begun with its lock, completed only where nothing is yet, then held. It is begun
 * with SHA-256: S3 refuses a part that comes without one, or is not what it says, and an end that does not name the one
 * it has of each part. Of a whole object in parts S3 has the hash of their hashes only (COMPOSITE), so what counts for it
 * is what is read back. Amazon S3 User Guide, "Checking object integrity in Amazon S3".
 */
export const uploadCalls = (
  vault: Vault,
  number: number,
  { image, manifest }: { readonly image: string; readonly manifest: string },
): readonly PlannedCall[] => {
  const ids = uploadIds(number);
  const call = (id: string, operation: string, key: string, input: JsonObject): PlannedCall => ({
    id,
    service: 's3',
    operation,
    target: `s3://${vault.bucket}/${key}`,
    input: { Bucket: vault.bucket, Key: key, ...input },
  });
  const upload = { UploadId: { $ref: `${ids.begin}.UploadId` } };
  return [
    call(ids.begin, 'CreateMultipartUpload', image, {
      ...encryption(vault),
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
      ObjectLockMode: vault.lockMode.toUpperCase(),
      ObjectLockRetainUntilDate: { $like: time },
    }),
    // Addresses that are good for an hour; whoever can read them may send these very parts, and nothing else.
    call(ids.manifest, 'PutObject', manifest, {
      ...encryption(vault),
      ChecksumAlgorithm: 'SHA256',
      Body: { $like: '[0-9]{1,8} bytes' },
    }),
    call(ids.complete, 'CompleteMultipartUpload', image, {
      ...upload,
      IfNoneMatch: '*',
      MultipartUpload: {
        Parts: [
          {
            $each: {
              PartNumber: { $like: '[0-9]{1,5}' },
              ETag: { $like: '"[0-9A-Za-z-]{1,80}"' },
              ChecksumSHA256: { $like: '[0-9A-Za-z+/]{43}=' },
            },
          },
        ],
      },
    }),
    call(ids.hold, 'PutObjectLegalHold', image, {
      VersionId: { $ref: `${ids.complete}.VersionId` },
      LegalHold: { Status: 'ON' },
    }),
    call(ids.abort, 'AbortMultipartUpload', image, upload),
  ];
};

/** What fills the lock of an upload that begins now. */
export const retention = ({ retainDays }: Vault): Values => ({
  ObjectLockRetainUntilDate: new Date(Date.now() + retainDays * 86_400_000),
});
