import type { InstanceState as StateShape, InstanceStateChange } from '@aws-sdk/client-ec2';
import type { Scope, World } from '../../../world/world.js';
import type { Place } from '../../operation.js';
import { instancesIn, stateAt, type InstanceRecord, type InstanceState } from '../records.js';

const codes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** A state as EC2 shows it. */
export const stateShape = (name: InstanceState): StateShape => ({ Code: codes[name], Name: name });

/** The state of an instance now. */
export const stateOf = ({ world }: Place, record: InstanceRecord): InstanceState => stateAt(record, world.clock.now());

/** Whether there is such an instance and it runs now. */
export const isRunning = (place: Place, id: string): boolean => {
  const record = instancesIn(place).get(id);
  return record !== undefined && stateOf(place, record) === 'running';
};

/** The kind of what the agenda makes happen when an instance has reached its state. */
export const SETTLED = 'ec2.instance-settled';

/** Whose state was reached. */
export type Settled = Scope & { readonly id: string };

const settledPlan = (id: string): string => `${SETTLED} ${id}`;

/** Why an instance leaves its state, in the two places where AWS tells. */
export type Reason = { readonly code: string; readonly message: string; readonly by?: string };

export const byUser: Reason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  by: 'User initiated',
};

export const keyUnusable: Reason = {
  code: 'Client.InvalidKMSKey.InvalidState',
  message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
};

type Step = { readonly from: InstanceState; readonly to: InstanceState; readonly ms: number; readonly reason?: Reason };

/** Lets an instance leave its state: `from` is shown for `ms`, `to` after that. */
export const enter = (place: Place, id: string, { from, to, ms, reason }: Step): InstanceRecord => {
  const { world, account, region } = place;
  const at = world.clock.now();
  const detail: Settled = { account, region, id };
  world.agenda.plan(settledPlan(id), at + ms, SETTLED, detail);
  return instancesIn(place).update(id, ({ stateReason: _s, transitionReason: _t, ...rest }) => ({
    ...rest,
    state: { from, to, at, until: at + ms },
    ...(reason && { stateReason: { code: reason.code, message: reason.message } }),
    ...(reason?.by !== undefined && { transitionReason: `${reason.by} (${gmt(at)})` }),
  }));
};

/** `2026-11-22 12:00:00 GMT`, as AWS writes times of transitions. */
const gmt = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace(/\..*/, ' GMT');

/** A change of state as the power calls answer it. */
export const stateChange = (world: World, before: InstanceRecord, after: InstanceRecord): InstanceStateChange => ({
  InstanceId: after.id,
  PreviousState: stateShape(stateAt(before, world.clock.now())),
  CurrentState: stateShape(stateAt(after, world.clock.now())),
});
