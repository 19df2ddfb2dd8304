import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';

/** The Auto Scaling group of the host. */
export const groupOf = async ({ account }: Incident): Promise<Partial<AutoScalingGroup>> =>
  (await account.autoscaling.describeAutoScalingGroups({})).AutoScalingGroups?.[0] ?? {};

/** Where the host stands in its group; undefined when it is not in it. */
export const lifecycleOf = async (incident: Incident): Promise<string | undefined> =>
  (await groupOf(incident)).Instances?.find(({ InstanceId }) => InstanceId === incident.host)?.LifecycleState;

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
          return lifecycleOf(incident);
        },
      },
      gone: 'nothing to do',
    },
  ],
};
