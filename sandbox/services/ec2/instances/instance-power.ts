import { AwsFailure, type Place } from '../../operation.js';
import { byUser, enter, keyUnusable, stateOf, type Reason } from './instance-states.js';
import { publicAddressOnStart } from '../interfaces/public-addresses.js';
import { instancesIn, type InstanceRecord } from '../records.js';
import { hasUnusableDisk } from '../storage/volume-life.js';
import { timings } from '../timings.js';

const incorrect = (message: string): AwsFailure => new AwsFailure('IncorrectInstanceState', message);

/** Starts a stopped instance; one that starts or runs stays as it is. */
export const startInstance = (place: Place, record: InstanceRecord): InstanceRecord => {
  const state = stateOf(place, record);
  if (state === 'pending' || state === 'running') return record;
  if (state !== 'stopped')
    throw incorrect(`The instance '${record.id}' is not in a state from which it can be started.`);
  if (!record.devices.some(({ name }) => name === record.rootDevice))
    throw new AwsFailure(
      'InvalidParameterValue',
      `Invalid value '${record.id}' for instanceId. Instance does not have a volume attached at root (${record.rootDevice})`,
    );
  const { world } = place;
  instancesIn(place).put(record.id, { ...record, launchedAt: world.clock.now() });
  const ms = timings.instanceStart;
  // It cannot read its own disks: it is stopped again at once.
  if (hasUnusableDisk(place, record))
    return enter(place, record.id, { from: 'pending', to: 'stopped', ms, reason: keyUnusable });
  const started = enter(place, record.id, { from: 'pending', to: 'running', ms });
  publicAddressOnStart(place, record.id);
  return started;
};

/** Stops a running instance; one that stops or has stopped stays as it is. Protection is the caller's to check. */
export const stopInstance = (place: Place, record: InstanceRecord, reason: Reason = byUser): InstanceRecord => {
  const state = stateOf(place, record);
  if (state === 'stopping' || state === 'stopped') return record;
  if (state === 'pending')
    throw incorrect(`Instance '${record.id}' cannot be stopped as it has never reached the 'running' state.`);
  if (state !== 'running')
    throw incorrect(`This instance '${record.id}' is not in a state from which it can be stopped.`);
  const ms = timings.instanceStop;
  return enter(place, record.id, { from: 'stopping', to: 'stopped', ms, reason });
};

/** Ends an instance for good. Protection is the caller's to check. */
export const terminateInstance = (place: Place, record: InstanceRecord, reason: Reason = byUser): InstanceRecord => {
  if (record.state.to === 'terminated') return record;
  const ms = timings.instanceTermination;
  return enter(place, record.id, { from: 'shutting-down', to: 'terminated', ms, reason });
};

/** Ends instances as services do that may: no protection of instances holds them back. Unknown ids are passed over. */
export const terminateInstances = (place: Place, ids: readonly string[], reason: Reason = byUser): void => {
  for (const id of ids) {
    const record = instancesIn(place).get(id);
    if (record !== undefined) terminateInstance(place, record, reason);
  }
};
