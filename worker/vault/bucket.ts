import type { BucketLocationConstraint } from '@aws-sdk/client-s3';
import { lockProperty } from './bucket-lock.js';
import { asRoot, type Keeping } from './keeping.js';
import { differs, holds, missing, orNull, type Property } from './property.js';

const blockAll = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** What every bucket of the vault has in common. Its policy is `policyProperty`: it comes last, for it denies the rest. */
export const bucketProperties = (keeping: Keeping): readonly Property[] => {
  const { s3, bucket: Bucket, called, account, region } = keeping;
  // A bucket of that name in somebody else's account answers AccessDenied.
  const asked = { Bucket, ExpectedBucketOwner: account };
  const fix = asRoot(account);
  return [
    {
      name: called,
      should: `${Bucket} in account ${account}`,
      fix: 'Choose another name: this bucket is somebody else’s, or these credentials may not see it.',
      look: async () => {
        const found = await orNull(s3.getBucketVersioning(asked), 'NoSuchBucket');
        return found ? holds(`${Bucket} in account ${account}`) : missing('no such bucket');
      },
      make: () =>
        s3.createBucket({
          Bucket,
          ObjectLockEnabledForBucket: true,
          ObjectOwnership: 'BucketOwnerEnforced',
          // Buckets of this Region have no constraint ("CreateBucket", Amazon S3 API Reference).
          ...(region !== 'us-east-1' && {
            CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
          }),
        }),
    },
    {
      name: `${called}: versioning`,
      should: 'Enabled',
      fix,
      look: async () => {
        const { Status } = await s3.getBucketVersioning(asked);
        if (Status === undefined) return missing('never enabled');
        return Status === 'Enabled' ? holds(Status) : differs(Status);
      },
      make: () => s3.putBucketVersioning({ ...asked, VersioningConfiguration: { Status: 'Enabled' } }),
    },
    lockProperty(keeping),
    {
      name: `${called}: Block Public Access`,
      should: 'all four settings',
      fix,
      look: async () => {
        const { PublicAccessBlockConfiguration: found } =
          (await orNull(s3.getPublicAccessBlock(asked), 'NoSuchPublicAccessBlockConfiguration')) ?? {};
        if (!found) return missing('none');
        const off = (Object.keys(blockAll) as (keyof typeof blockAll)[]).filter((name) => found[name] !== true);
        return off.length === 0 ? holds('all four settings') : differs(`without ${off.join(', ')}`);
      },
      make: () => s3.putPublicAccessBlock({ ...asked, PublicAccessBlockConfiguration: blockAll }),
    },
    {
      name: `${called}: Object Ownership`,
      should: 'BucketOwnerEnforced',
      fix,
      look: async () => {
        const { OwnershipControls } =
          (await orNull(s3.getBucketOwnershipControls(asked), 'OwnershipControlsNotFoundError')) ?? {};
        const found = OwnershipControls?.Rules?.[0]?.ObjectOwnership;
        if (found === undefined) return missing('not set');
        return found === 'BucketOwnerEnforced' ? holds(found) : differs(found);
      },
      make: () =>
        s3.putBucketOwnershipControls({
          ...asked,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        }),
    },
  ];
};
