import type {
  InstanceStateChange,
  RebootInstancesRequest,
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, PartialFailure, type Call, type Operations } from '../../operation.js';
import { findInstance } from '../compute-finders.js';
import { onInstances } from './instance-needs.js';
import { startInstance, stopInstance, terminateInstance } from './instance-power.js';
import { stateChange, stateOf } from './instance-states.js';
import type { InstanceRecord } from '../records.js';

type Asked = { readonly InstanceIds?: readonly string[] | undefined };

/** All of them must exist before anything happens to any. */
const asked = (call: Call, { InstanceIds = [] }: Asked): readonly InstanceRecord[] =>
  [...new Set(InstanceIds)].map((id) => findInstance(call, id));

const changed = (
  call: Call,
  records: readonly InstanceRecord[],
  change: (record: InstanceRecord) => InstanceRecord,
): InstanceStateChange[] => records.map((record) => stateChange(call.world, record, change(record)));

const checkStoppable = (record: InstanceRecord): void => {
  if (record.stop.disabled)
    throw new AwsFailure(
      'OperationNotPermitted',
      `The instance '${record.id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
    );
  if (record.spot && record.spotRequest?.persistent !== true)
    throw new AwsFailure(
      'UnsupportedOperation',
      `You can't stop the Spot Instance '${record.id}' because it is associated with a one-time Spot Instance request.`,
    );
};

/** Stop protection also protects from termination ("Enable stop protection for your EC2 instances"). */
const protection = ({ termination, stop }: InstanceRecord): string | undefined => {
  if (termination.disabled) return 'disableApiTermination';
  return stop.disabled ? 'disableApiStop' : undefined;
};

/** StartInstances, StopInstances, RebootInstances, TerminateInstances. */
export const powerOperations: Operations = {
  StartInstances: operation<StartInstancesRequest, StartInstancesResult>(
    (call, input) => ({
      StartingInstances: changed(call, asked(call, input), (record) => startInstance(call, record)),
    }),
    onInstances,
  ),

  StopInstances: operation<StopInstancesRequest, StopInstancesResult>((call, input) => {
    const records = asked(call, input);
    for (const record of records) checkStoppable(record);
    if (input.Hibernate === true && records.some(({ hibernation }) => !hibernation))
      throw new AwsFailure('UnsupportedHibernationConfiguration', 'Hibernation is not enabled for the instance.');
    return { StoppingInstances: changed(call, records, (record) => stopInstance(call, record)) };
  }, onInstances),

  RebootInstances: operation<RebootInstancesRequest, object>((call, input) => {
    for (const record of asked(call, input))
      if (!['pending', 'running'].includes(stateOf(call, record)))
        throw new AwsFailure(
          'IncorrectInstanceState',
          `The instance '${record.id}' is not in a state from which it can be rebooted.`,
        );
    return {};
  }, onInstances),

  TerminateInstances: operation<TerminateInstancesRequest, TerminateInstancesResult>((call, input) => {
    const records = asked(call, input);
    const held = records.filter((record) => record.state.to !== 'terminated' && protection(record) !== undefined);
    const zones = new Set(held.map(({ zone }) => zone));
    // A protected instance keeps those of its own zone, not those of other zones, whatever the answer says.
    const free = records.filter(({ zone }) => !zones.has(zone));
    const changes = changed(call, free, (record) => terminateInstance(call, record));
    const [first] = held;
    if (first === undefined) return { TerminatingInstances: changes };
    throw new PartialFailure(
      'OperationNotPermitted',
      `The instance '${first.id}' may not be terminated. Modify its '${protection(first)}' instance attribute and try again.`,
    );
  }, onInstances),
};
