import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';
import { groupOf } from './standby-instance.row.js';

/** Processes of the group that are suspended. */
export const suspendedIn = async (incident: Incident): Promise<readonly string[]> =>
  ((await groupOf(incident)).SuspendedProcesses ?? []).map(({ ProcessName = '' }) => ProcessName).sort();

/** Runs from now on suspend processes of the group for the sake of these instances. */
export const suspendFor = async (incident: Incident, ...instanceIds: readonly string[]): Promise<void> => {
  incident.office.targets.set('suspendProcesses', (await groupOf(incident)).AutoScalingGroupARN ?? '');
  incident.office.inputs.set('suspendProcesses', { instanceIds });
};

/** A new instance of the group that a lifecycle hook holds on its way into service, where AWS refuses Standby. */
export const heldUp = async (incident: Incident): Promise<string> => {
  const { AutoScalingGroupName, DesiredCapacity = 0, Instances = [] } = await groupOf(incident);
  await incident.account.autoscaling.putLifecycleHook({
    AutoScalingGroupName,
    LifecycleHookName: 'launching',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  });
  await incident.account.autoscaling.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity: DesiredCapacity + 1 });
  await incident.office.aws.admin.advanceClock(2 * 60_000);
  const now = (await groupOf(incident)).Instances ?? [];
  const [made] = now.filter(({ InstanceId }) => !Instances.some((one) => one.InstanceId === InstanceId));
  if (made?.LifecycleState !== 'Pending:Wait') throw new Error(`it is ${made?.LifecycleState ?? 'not launched'}`);
  return made.InstanceId ?? '';
};

/** Such an instance, for whose sake runs from now on suspend processes. */
export const holdUp = async (incident: Incident): Promise<void> => suspendFor(incident, await heldUp(incident));

export const suspendProcesses: HostRow = {
  action: 'suspendProcesses',
  scenes: [
    {
      given: holdUp,
      apply: ['SuspendProcesses'],
      undo: { calls: ['ResumeProcesses'], state: suspendedIn },
      // What is terminated is not the group.
      gone: 'done all the same',
    },
  ],
};
