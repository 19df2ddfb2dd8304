import type { Tap } from '../../../truth/records.js';
import { instanceType } from '../instances/instance-type-facts.js';
import { instancesIn } from '../records.js';
import type { Place } from '../../operation.js';
import { PERIOD } from './flow-log-plan.js';
import type { FlowLogRecord } from './network-records.js';

/** An aggregation interval of so many seconds, from `start` until before `end`, in epoch milliseconds. */
export type Span = { readonly seconds: number; readonly start: number; readonly end: number };

/** The aggregation intervals that end in a period: those of one minute, and those of the length asked for. */
export const spansOf = (longest: FlowLogRecord['interval'], period: number): readonly Span[] =>
  [...new Set([60, longest])].flatMap((seconds) => {
    const length = seconds * 1_000;
    const first = (Math.floor(period / length) + 1) * length;
    return Array.from({ length: Math.max(0, Math.floor((period + PERIOD - first) / length) + 1) }, (_, nth) => ({
      seconds,
      start: first + (nth - 1) * length,
      end: first + nth * length,
    }));
  });

/** How long the aggregation intervals of an interface are: on Nitro instances always a minute ("Aggregation interval"). */
export const intervalOf = (place: Place, log: FlowLogRecord, instanceId: string | undefined): number => {
  const instance = instanceId === undefined ? undefined : instancesIn(place).get(instanceId);
  return instance !== undefined && instanceType(instance.type).hypervisor === 'nitro' ? 60 : log.interval;
};

/** Whether a flow log watches an interface. */
export const watches = ({ resourceId }: FlowLogRecord, at: Pick<Tap, 'interfaceId' | 'vpcId' | 'subnetId'>): boolean =>
  [at.interfaceId, at.vpcId, at.subnetId].includes(resourceId);
