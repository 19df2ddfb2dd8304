import type { Place } from '../../operation.js';
import { flowLogsIn } from './network-records.js';

/** Which file of a flow log is to be delivered. Times are epoch milliseconds. */
export type PlannedFile = {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  /** When the five minutes begin whose records it holds. */
  readonly period: number;
  /** Of the time from here to `period` it says only that records were skipped. */
  readonly skippedFrom?: number;
};

export const DELIVER = 'ec2.flowLogs.deliver';

/** Files are published every five minutes ("Flow log files", Amazon VPC User Guide). */
export const PERIOD = 5 * 60_000;
/** "Typically … to Amazon S3 in about 10 minutes" ("Flow log records"): so long after the end of the period. */
export const LATE = 10 * 60_000;

const planId = ({ account, region, id }: Pick<PlannedFile, 'account' | 'region' | 'id'>): string =>
  `${DELIVER} ${account} ${region} ${id}`;

/** Plans the delivery of one file. */
export const planFile = ({ world }: Pick<Place, 'world'>, file: PlannedFile): void =>
  world.agenda.plan(planId(file), file.period + PERIOD + LATE, DELIVER, file);

/**
 * Begins to deliver what flows from now on, in every flow log that writes to S3 and is at rest or further on already.
 * To be called when something begins to flow, or to be logged: a flow log under which nothing flows plans nothing.
 */
export const wakeFlowLogs = (place: Place): void => {
  const { world, account, region } = place;
  const planned = new Map(world.agenda.planned());
  const period = Math.floor(world.clock.now() / PERIOD) * PERIOD;
  for (const { id, destinationType } of flowLogsIn(place).all()) {
    const file = { account, region, id, period };
    const before = planned.get(planId(file))?.detail as PlannedFile | undefined;
    if (destinationType === 's3' && (before === undefined || before.period > period)) planFile(place, file);
  }
};

/** Forgets what was still to be delivered of a flow log: once it is deleted, nothing more is published. */
export const forgetFiles = ({ world, account, region }: Place, id: string): void =>
  world.agenda.cancel(planId({ account, region, id }));
