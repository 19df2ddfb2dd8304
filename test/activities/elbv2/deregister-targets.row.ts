import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';

/** How the load balancer finds a target, by default the host in its own target group; undefined when it is in none. */
export const healthOf = async (
  { account, estate, host }: Incident,
  id = host,
  TargetGroupArn = estate.targetGroupArn,
): Promise<string | undefined> =>
  (await account.elbv2.describeTargetHealth({ TargetGroupArn })).TargetHealthDescriptions?.find(
    ({ Target }) => Target?.Id === id,
  )?.TargetHealth?.State;

export const deregisterTargets: HostRow = {
  action: 'deregisterTargets',
  scenes: [
    {
      apply: ['DeregisterTargets'],
      undo: {
        calls: ['RegisterTargets'],
        state: async (incident) => ['initial', 'healthy'].includes((await healthOf(incident)) ?? ''),
      },
      gone: 'nothing to do',
    },
  ],
};
