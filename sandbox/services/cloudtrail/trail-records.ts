import type { AdvancedEventSelector, EventSelector, Trail } from '@aws-sdk/client-cloudtrail';
import type { Place } from '../operation.js';
import type { Table } from '../../world/store.js';

/** A trail as the sandbox keeps it, in its home Region. Times are epoch milliseconds. */
export type TrailRecord = {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly home: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly snsTopic?: string;
  readonly globalEvents: boolean;
  readonly multiRegion: boolean;
  readonly validation: boolean;
  readonly logGroupArn?: string;
  readonly logRoleArn?: string;
  readonly kmsKeyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly selectors?: readonly EventSelector[];
  readonly advancedSelectors?: readonly AdvancedEventSelector[];
  readonly logging: boolean;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  /** The request that stopped it: it is the last to be delivered. */
  readonly stoppedBy?: string;
  /** While it was stopped, since the last delivery: nothing of then is delivered but the request that stopped it. */
  readonly gaps?: readonly { readonly after: number; readonly before: number; readonly stoppedBy: string }[];
  readonly deliveredAt?: number;
  readonly deliveryError?: string;
  readonly digestAt?: number;
};

/** The trails whose home is this account and Region, by name. */
export const trailsAt = (place: Place): Table<TrailRecord> => place.world.table('cloudtrail.trails', place);

/** Every trail of the account that sees this Region: those at home here and those of all Regions. */
export const trailsSeenFrom = (place: Place): readonly TrailRecord[] =>
  trailsOf(place).filter((trail) => trail.home === place.region || trail.multiRegion);

/** All trails of the account, of every Region. */
export const trailsOf = ({ world, account }: Place): readonly TrailRecord[] =>
  world
    .scopesOf('cloudtrail.trails')
    .filter((scope) => scope.account === account)
    .flatMap((scope) => trailsAt({ world, ...scope }).all());

/** Keeps a trail, wherever its home is. */
export const putTrail = ({ world }: Pick<Place, 'world'>, trail: TrailRecord): TrailRecord =>
  trailsAt({ world, account: trail.account, region: trail.home }).put(trail.name, trail);

/** What every answer about a trail has in common. */
export const settingsOf = (trail: TrailRecord) => ({
  Name: trail.name,
  S3BucketName: trail.bucket,
  ...(trail.prefix && { S3KeyPrefix: trail.prefix }),
  ...(trail.snsTopic && { SnsTopicName: trail.snsTopic, SnsTopicARN: topicArn(trail, trail.snsTopic) }),
  IncludeGlobalServiceEvents: trail.globalEvents,
  IsMultiRegionTrail: trail.multiRegion,
  TrailARN: trail.arn,
  LogFileValidationEnabled: trail.validation,
  ...(trail.logGroupArn && { CloudWatchLogsLogGroupArn: trail.logGroupArn }),
  ...(trail.logRoleArn && { CloudWatchLogsRoleArn: trail.logRoleArn }),
  ...(trail.kmsKeyId && { KmsKeyId: trail.kmsKeyId }),
  IsOrganizationTrail: false,
});

/** A trail as GetTrail and DescribeTrails show it. */
export const shownTrail = (trail: TrailRecord): Trail => ({
  ...settingsOf(trail),
  HomeRegion: trail.home,
  HasCustomEventSelectors: trail.selectors !== undefined || trail.advancedSelectors !== undefined,
  HasInsightSelectors: false,
});

const topicArn = ({ home, account }: TrailRecord, topic: string): string =>
  topic.startsWith('arn:') ? topic : `arn:aws:sns:${home}:${account}:${topic}`;
