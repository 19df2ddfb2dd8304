import type { ProcessesType, ScalingProcessQuery } from '@aws-sdk/client-auto-scaling';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { evaluateSoon } from './evaluation.js';
import { needsOfGroup } from './needs.js';
import { groupOf, groupsIn, PROCESSES, type Process } from './records.js';

const asked = (names: readonly string[] | undefined): readonly Process[] => {
  if (names === undefined || names.length === 0) return PROCESSES;
  return names.map((name) => {
    const process = PROCESSES.find((one) => one === name);
    if (process === undefined)
      throw new AwsFailure(
        'ValidationError',
        `${name} is not a valid scaling process type. Valid types: ${PROCESSES.join(', ')}`,
      );
    return process;
  });
};

/** SuspendProcesses, ResumeProcesses, DescribeScalingProcessTypes. Without names they mean every process. */
export const processOperations: Operations = {
  SuspendProcesses: operation<ScalingProcessQuery, object>((call, { AutoScalingGroupName, ScalingProcesses }) => {
    const group = groupOf(call, AutoScalingGroupName);
    const names = asked(ScalingProcesses);
    const reason = `User suspended at ${new Date(call.world.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')}`;
    groupsIn(call).put(group.name, {
      ...group,
      suspended: [
        ...group.suspended,
        ...names
          .filter((name) => !group.suspended.some(({ process }) => process === name))
          .map((process) => ({ process, reason })),
      ],
    });
    return {};
  }, needsOfGroup('SuspendProcesses')),

  ResumeProcesses: operation<ScalingProcessQuery, object>((call, { AutoScalingGroupName, ScalingProcesses }) => {
    const group = groupOf(call, AutoScalingGroupName);
    const names = asked(ScalingProcesses);
    const suspended = group.suspended.filter(({ process }) => !names.includes(process));
    evaluateSoon(call, groupsIn(call).put(group.name, { ...group, suspended }));
    return {};
  }, needsOfGroup('ResumeProcesses')),

  DescribeScalingProcessTypes: operation<object, ProcessesType>(() => ({
    Processes: PROCESSES.map((ProcessName) => ({ ProcessName })),
  })),
};
