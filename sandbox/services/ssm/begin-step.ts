import { startRun } from '../../hosts/runs.js';
import { instancesIn } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { putInvocation } from './invocations.js';
import { runId, type CommandRecord, type InvocationRecord } from './records.js';
import { unrunnable } from './steps.js';

const START_MS = 300;

/** Starts the step of an invocation that is due, on its host; steps that are not for its platform are passed over. */
export const begin = (place: Place, one: InvocationRecord, command: CommandRecord): void => {
  const platform = instancesIn(place).get(one.instanceId)?.platform ?? 'linux';
  const now = place.world.clock.now();
  const step = command.steps[one.step];
  const passed = step && unrunnable(step, platform, now);
  if (passed !== undefined) return begin(place, { ...one, step: one.step + 1, done: [...one.done, passed] }, command);
  putInvocation(place, one);
  if (step !== undefined) startRun(place, runId(one.commandId, one.instanceId, one.step), one.instanceId, step.script);
  planStep(place, one.commandId, one.instanceId, now + START_MS);
};

/** Plans the next moment at which a running invocation does something. */
export const planStep = (place: Place, commandId: string, instanceId: string, at: number): void => {
  const { account, region } = place;
  place.world.agenda.plan(`ssm.step/${commandId}/${instanceId}`, at, 'ssm.step', {
    account,
    region,
    commandId,
    instanceId,
  });
};
