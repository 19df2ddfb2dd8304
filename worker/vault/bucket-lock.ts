import { asRoot, type Keeping } from './keeping.js';
import { differs, holds, missing, orNull, type Found, type Property } from './property.js';

/** Object Lock: what is written without a lock of its own gets this one. Longer, or compliance, is right as well. */
export const lockProperty = (keeping: Keeping): Property => ({
  name: `${keeping.called}: Object Lock`,
  should: `${keeping.lock.mode} for ${keeping.lock.days} days or more`,
  fix: asRoot(keeping.account),
  look: () => lockOf(keeping),
  make: () =>
    keeping.s3.putObjectLockConfiguration({
      Bucket: keeping.bucket,
      ExpectedBucketOwner: keeping.account,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: keeping.lock.mode, Days: keeping.lock.days } },
      },
    }),
});

const lockOf = async ({ s3, bucket, account, lock: { mode, days } }: Keeping): Promise<Found> => {
  const { ObjectLockConfiguration } =
    (await orNull(
      s3.getObjectLockConfiguration({ Bucket: bucket, ExpectedBucketOwner: account }),
      'ObjectLockConfigurationNotFoundError',
    )) ?? {};
  const { Mode, Days, Years } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  if (Mode === undefined) return missing(ObjectLockConfiguration ? 'on, without a default retention' : 'off');
  // S3 keeps a year as 365 days.
  const found = Days ?? (Years ?? 0) * 365;
  const is = `${Mode} for ${found} days`;
  return found >= days && (Mode === mode || Mode === 'COMPLIANCE') ? holds(is) : differs(is);
};
