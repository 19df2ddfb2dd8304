import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';

/** The Auto Scaling group of the host. */
export const groupOf = async ({ account }: Incident): Promise<Partial<AutoScalingGroup>> =>
  (await account.autoscaling.describeAutoScalingGroups({})).AutoScalingGroups?.[0] ?? {};

/** Processes of the group that are suspended. */
export const suspendedIn = async (incident: Incident): Promise<readonly string[]> =>
  ((await groupOf(incident)).SuspendedProcesses ?? []).map(({ ProcessName = '' }) => ProcessName).sort();

/** Where the host stands in its group; undefined when it is not in it. */
export const lifecycleOf = async (incident: Incident): Promise<string | undefined> =>
  (await groupOf(incident)).Instances?.find(({ InstanceId }) => InstanceId === incident.host)?.LifecycleState;

/** Lets AWS refuse Standby for the host. */
export const refuseStandby = ({ office, host }: Incident) =>
  office.aws.admin.addFault({
    match: { operation: 'EnterStandby', times: 9 },
    kind: 'error',
    status: 400,
    code: 'ValidationError',
    message: `The instance ${host} is not in InService.`,
  });

const pass = ({ office }: Incident) => office.aws.admin.advanceClock(10 * 60_000);

export const standbyInstance: HostRow = {
  action: 'standbyInstance',
  scenes: [
    {
      apply: ['EnterStandby'],
      undo: {
        meanwhile: pass,
        named: true,
        calls: ['ExitStandby'],
        state: async (incident) => {
          await pass(incident);
          return [await lifecycleOf(incident), await suspendedIn(incident)];
        },
      },
      gone: 'nothing to do',
    },
    {
      name: 'where Standby is refused',
      given: refuseStandby,
      apply: ['SuspendProcesses'],
      undo: { calls: ['ResumeProcesses'], state: suspendedIn },
      gone: 'nothing to do',
    },
  ],
};
