import type { Place } from '../operation.js';
import { invocationId, invocationsIn, type CommandRecord, type InvocationRecord } from './records.js';

/** The copies of a command, in the order in which its instances were named. */
export const invocationsOf = (place: Place, { id, instanceIds }: CommandRecord): readonly InvocationRecord[] =>
  instanceIds.flatMap((instanceId) => invocationsIn(place).get(invocationId(id, instanceId)) ?? []);

export const putInvocation = (place: Place, one: InvocationRecord): InvocationRecord =>
  invocationsIn(place).put(invocationId(one.commandId, one.instanceId), one);
