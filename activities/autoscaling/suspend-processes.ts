import { z } from 'zod';
import { accountOf } from '../../workflows/contract/names.js';
import { action } from '../action.js';
import { instanceId } from '../ec2/instances.js';
import { groupCall, guarding, isQuiet, readGroup, suspendedText } from './groups.js';
import { isEnding, isInService, isOnLeave, membersAmong, type Member } from './membership.js';
import { planResume, resumeProcesses, resumption, suspension } from './resume-processes.js';

const listed = (members: readonly Member[]): string =>
  members.map(({ id, lifecycle }) => `${id} (${lifecycle})`).join(', ');

/** Whether the group counts on this one, and has not begun to end it. */
const isCounted = (member: Member): boolean => !isOnLeave(member) && !isEnding(member);

/** Whether only the group's own processes can keep it off this one: it could not go into Standby. */
const isStuck = (member: Member): boolean => isCounted(member) && !isInService(member);

/**
 * Keeps an Auto Scaling group from ending instances that it cannot put into Standby, which works from InService only: the
 * processes that would end or replace them are suspended, for the whole group. Its target is the group, so two runs, or
 * two instances of one run, do not do that at once. Signed for every group whose instances are to be isolated, and done
 * only where one of them is not in service by then. Best-effort. Source: Amazon EC2 Auto Scaling API Reference,
 * "SuspendProcesses"; User Guide, "Suspend and resume Amazon EC2 Auto Scaling processes".
 */
export const suspendProcesses = action({
  name: 'suspendProcesses',
  title: 'Keep Auto Scaling from terminating instances that cannot go into Standby',
  effect: 'change',
  blocking: false,
  input: z.strictObject({ instanceIds: z.array(instanceId).min(1) }),
  facts: z.strictObject({ before: z.array(z.string()) }),
  output: suspension,
  permissions: [
    'autoscaling:DescribeAutoScalingInstances',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:SuspendProcesses',
    'autoscaling:ResumeProcesses',
  ],

  async plan(aws, { instanceIds }, { target }) {
    const now = await readGroup(aws, target);
    const members = now ? await membersAmong(aws, now.group, instanceIds) : [];
    const common = {
      owner: accountOf(target),
      kind: 'autoScalingGroup',
      targetState: { autoScaling: 'leaves them alone' },
      reversible: true,
      facts: { before: [...(now?.suspended ?? [])] },
    };
    const at = members.filter(isCounted);
    if (!now || at.length === 0)
      return { ...common, calls: [], summary: `not needed: none of ${instanceIds.join(', ')} is in service there` };
    const { group, suspended } = now;
    const stuck = at.filter(isStuck);
    const processes = guarding.join(', ');
    return {
      ...common,
      calls: [groupCall('suspend', 'SuspendProcesses', now, { ScalingProcesses: [...guarding] })],
      ...(stuck.length > 0
        ? {
            summary: `suspend what would end ${listed(stuck)}: AWS takes an instance into Standby from InService only`,
            differences: [
              { what: group, now: `suspended: ${suspended.join(', ') || 'nothing'}`, then: `suspended: ${processes}` },
            ],
            blastRadius: [
              {
                severity: 'warning',
                message: `${processes} are suspended for the whole of ${group}: until the release it replaces no instance that fails`,
                resources: [target],
              },
            ],
          }
        : {
            summary: `only if one of ${listed(at)} has left service by then: suspend what would end it`,
            blastRadius: [
              {
                severity: 'info',
                message: `${processes} are suspended, for the whole group, only where AWS would refuse Standby then`,
                resources: [target],
              },
            ],
          }),
    };
  },

  async apply(aws, { input, target, calls }) {
    // What an earlier attempt suspended looks as if it had been suspended before.
    const earlier = suspension.nullable().parse(await aws.kept());
    const now = await readGroup(aws, target);
    if (!now || calls.length === 0) return earlier ?? { stands: false, suspended: [] };
    if (!earlier && !(await membersAmong(aws, now.group, input.instanceIds)).some(isStuck))
      return { stands: false, suspended: [] };
    const output = earlier ?? {
      stands: true,
      suspended: guarding.filter((process) => !now.suspended.includes(process)),
    };
    if (!earlier) await aws.keep(output);
    if (!isQuiet(now)) await aws.make('suspend');
    return output;
  },

  async verify(aws, { target }, { stands }) {
    const now = await readGroup(aws, target);
    const said = now ? suspendedText(now) : 'the group is gone';
    return {
      assurance: 'configured',
      holds: !stands || now === null || isQuiet(now),
      facts: [stands ? said : 'nothing had to be suspended'],
      notCut: [],
    };
  },

  undo: {
    facts: resumption,
    stands: (output) => output?.stands ?? true,
    plan: (aws, { plan, output, kept }) =>
      planResume(aws, plan.target, (output ?? suspension.nullable().parse(kept))?.suspended ?? []),
    apply: (aws, { target, facts }) => resumeProcesses(aws, target, facts.suspended),
  },
});
