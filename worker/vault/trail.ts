import type { AdvancedEventSelector, CloudTrail, EventSelector, Trail } from '@aws-sdk/client-cloudtrail';
import { differs, holds, missing, type Property } from './property.js';
import { vaultAccount, type Site } from './site.js';

/** The name of the trail that is made where no other logs who reads and writes the vault. */
const nameOf = ({ vault }: Site): string => vault.bucket;

/** The ARN of that trail. */
const trailArnOf = (site: Site): string =>
  `arn:aws:cloudtrail:${site.vault.region}:${vaultAccount(site.vault)}:trail/${nameOf(site)}`;

/** The bucket that such a trail is kept in. A bucket's name has 63 characters at most. */
const logBucketFor = ({ vault }: Site): string => `${vault.bucket.slice(0, 58).replace(/[.-]+$/, '')}-logs`;

/** A trail that logs who reads and writes the vault's objects: one that was there, or ours, or the one to make. */
export type AccessLog = { readonly bucket: string; readonly trailArn: string; readonly isOurs: boolean };

/** Whether basic selectors log all reads and writes of the bucket's objects ("Logging data events", CloudTrail User Guide). */
const basicCovers = (selectors: readonly EventSelector[], objects: string): boolean =>
  selectors.some(
    ({ ReadWriteType, DataResources = [] }) =>
      ReadWriteType === 'All' &&
      DataResources.some(
        ({ Type, Values = [] }) =>
          Type === 'AWS::S3::Object' && Values.some((value) => value === 'arn:aws:s3' || objects.startsWith(value)),
      ),
  );

const advancedCovers = (selectors: readonly AdvancedEventSelector[], objects: string): boolean =>
  selectors.some(({ FieldSelectors = [] }) => {
    const field = new Map(FieldSelectors.map((one) => [one.Field, one]));
    const arns = field.get('resources.ARN');
    const isNarrowed = [...field.keys()].some(
      (name) => name !== 'eventCategory' && name !== 'resources.type' && name !== 'resources.ARN',
    );
    return (
      !isNarrowed &&
      field.get('eventCategory')?.Equals?.includes('Data') === true &&
      field.get('resources.type')?.Equals?.includes('AWS::S3::Object') === true &&
      (arns === undefined || (arns.StartsWith ?? []).some((value) => objects.startsWith(value)))
    );
  });

const logs = async (cloudtrail: CloudTrail, { TrailARN }: Trail, bucket: string): Promise<boolean> => {
  const { IsLogging } = await cloudtrail.getTrailStatus({ Name: TrailARN });
  if (IsLogging !== true) return false;
  const { EventSelectors = [], AdvancedEventSelectors = [] } = await cloudtrail.getEventSelectors({
    TrailName: TrailARN,
  });
  const objects = `arn:aws:s3:::${bucket}/`;
  return basicCovers(EventSelectors, objects) || advancedCovers(AdvancedEventSelectors, objects);
};

const trailsOf = async ({ clients }: Site): Promise<readonly Trail[]> =>
  (await clients.cloudtrail.describeTrails({ includeShadowTrails: true })).trailList ?? [];

/** Where reads and writes of the vault are logged, or are to be. */
export const accessLogOf = async (site: Site): Promise<AccessLog> => {
  const trailArn = trailArnOf(site);
  for (const trail of await trailsOf(site))
    if (
      trail.TrailARN !== trailArn &&
      trail.S3BucketName &&
      (await logs(site.clients.cloudtrail, trail, site.vault.bucket))
    )
      return { bucket: trail.S3BucketName, trailArn: trail.TrailARN ?? '', isOurs: false };
  return { bucket: logBucketFor(site), trailArn, isOurs: true };
};

/**
 * Who reads and writes the vault is logged by CloudTrail. S3's own access logs cannot be kept in a bucket with Object
 * Lock ("Object Lock considerations", Amazon S3 User Guide), and come when they come.
 */
export const trailProperty = (site: Site, log: AccessLog): Property => {
  const { cloudtrail } = site.clients;
  const { bucket } = site.vault;
  return {
    name: 'access log',
    should: `a CloudTrail trail with all data events of ${bucket}`,
    fix: `aws cloudtrail start-logging, or put-event-selectors with AWS::S3::Object arn:aws:s3:::${bucket}/, for ${log.trailArn}.`,
    look: async () => {
      const found = (await trailsOf(site)).find(({ TrailARN }) => TrailARN === log.trailArn);
      if (!found) return missing('none');
      const does = await logs(cloudtrail, found, bucket);
      return does
        ? holds(`${log.trailArn}, into ${found.S3BucketName}`)
        : differs(`${log.trailArn} is off, or does not log data events of ${bucket}`);
    },
    make: async () => {
      const Name = nameOf(site);
      await cloudtrail.createTrail({
        Name,
        S3BucketName: log.bucket,
        IsMultiRegionTrail: false,
        EnableLogFileValidation: true,
      });
      await cloudtrail.putEventSelectors({
        TrailName: Name,
        EventSelectors: [
          {
            ReadWriteType: 'All',
            IncludeManagementEvents: true,
            DataResources: [{ Type: 'AWS::S3::Object', Values: [`arn:aws:s3:::${bucket}/`] }],
          },
        ],
      });
      await cloudtrail.startLogging({ Name });
    },
  };
};
