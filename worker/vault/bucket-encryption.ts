import { asRoot, type Keeping } from './keeping.js';
import { differs, holds, missing, type Property } from './property.js';

/** Objects that name no encryption are encrypted under the vault's key, with a bucket key. */
export const encryptionProperty = (
  { s3, bucket: Bucket, called, account }: Keeping,
  keyOf: () => Promise<string | null>,
): Property => {
  const asked = { Bucket, ExpectedBucketOwner: account };
  return {
    name: `${called}: default encryption`,
    should: 'SSE-KMS with the vault’s key, and a bucket key',
    fix: asRoot(account),
    look: async () => {
      const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption(asked);
      const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
      const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
      // What every bucket has that was told nothing ("Setting default server-side encryption behavior").
      if (SSEAlgorithm === 'AES256' || SSEAlgorithm === undefined) return missing('SSE-S3');
      const is = `${SSEAlgorithm} with ${KMSMasterKeyID ?? 'the key that AWS manages'}`;
      if (KMSMasterKeyID === undefined || KMSMasterKeyID !== (await keyOf())) return differs(is);
      return rule?.BucketKeyEnabled === true ? holds(is) : differs(`${is}, without a bucket key`);
    },
    make: async () =>
      s3.putBucketEncryption({
        ...asked,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: (await keyOf()) ?? undefined,
              },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
  };
};
