import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Reaction } from '../../../world/agenda.js';
import type { World } from '../../../world/world.js';
import type { Place } from '../../operation.js';
import { destinationIn, writeFlowLogFile } from './flow-log-destination.js';
import { entriesOf, mayHear } from './flow-log-entries.js';
import { headerOf, recordOf } from './flow-log-fields.js';
import { DELIVER, LATE, PERIOD, planFile, type PlannedFile } from './flow-log-plan.js';
import { flowLogsIn, type FlowLogRecord } from './network-records.js';

/** The longest time of which every file is written when the world's clock leaps: the newest hour. */
const MOST_AT_ONCE = 3_600_000;

/** Writes the files of flow logs, each about ten minutes after the five minutes that it is about. */
export const flowLogReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  [DELIVER]: (detail, _at, until) => {
    const file = detail as PlannedFile;
    const place = { world, account: file.account, region: file.region };
    const log = flowLogsIn(place).get(file.id);
    if (log === undefined) return;
    deliver(place, log, file);
    const next = file.period + PERIOD;
    const { account, region, id } = file;
    if (mayHear(place, log, next)) planFile(place, { account, region, id, ...afterLeap(next, until) });
  },
});

/** The period to go on with: the next, or one within the newest hour, when more than that is due. */
const afterLeap = (next: number, until: number): Pick<PlannedFile, 'period' | 'skippedFrom'> => {
  const newest = Math.floor((until - MOST_AT_ONCE - LATE) / PERIOD) * PERIOD;
  return newest > next ? { period: newest, skippedFrom: next } : { period: next };
};

const deliver = (place: Place, log: FlowLogRecord, file: PlannedFile): void => {
  const destination = destinationIn(log.destination ?? '');
  const entries = entriesOf(place, log, file);
  if (destination === undefined || entries.length === 0) return;
  const lines = [headerOf(log.format), ...entries.map((entry) => recordOf(log.format, entry))];
  const body = gzipSync(`${lines.join('\n')}\n`);
  const error = writeFlowLogFile(place, destination, { name: nameOf(place, log, file.period), body });
  const { deliveryError: _before, ...rest } = log;
  if (error !== log.deliveryError)
    flowLogsIn(place).put(log.id, { ...rest, ...(error !== undefined && { deliveryError: error }) });
};

/** "Log file names": the moment is that from which on records ended that are in the file. */
const nameOf = ({ account, region }: Place, { id }: FlowLogRecord, period: number): string => {
  const moment = new Date(period).toISOString();
  const day = moment.slice(0, 10).replaceAll('-', '/');
  const compact = `${moment.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const hash = createHash('sha256').update(`${id} ${period}`).digest('hex').slice(0, 8);
  return `vpcflowlogs/${region}/${day}/${account}_vpcflowlogs_${region}_${id}_${compact}_${hash}.log.gz`;
};
