import { agentConnects } from '../../hosts/agent.js';
import { killRun, runOf, stepRun } from '../../hosts/runs.js';
import type { Reaction } from '../../world/agenda.js';
import type { World } from '../../world/world.js';
import { instancesIn, stateAt } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { begin, planStep } from './begin-step.js';
import { dispatch, type CommandPlan } from './delivery.js';
import { invocationsOf, putInvocation } from './invocations.js';
import { outcomeOf } from './outcome.js';
import { resultOf } from './output.js';
import {
  commandsIn,
  hasEnded,
  invocationId,
  invocationsIn,
  runId,
  type CommandRecord,
  type InvocationRecord,
} from './records.js';
import { uploadOutput } from './output-upload.js';

type StepPlan = CommandPlan & { readonly instanceId: string };

/** `ssm.step`: the script of an invocation goes on, is ended by its timeout, or is over. */
export const stepReaction =
  (world: World): Reaction =>
  (detail, at) => {
    const { account, region, commandId, instanceId } = detail as StepPlan;
    const place = { world, account, region };
    const command = commandsIn(place).get(commandId);
    const one = invocationsIn(place).get(invocationId(commandId, instanceId));
    if (command === undefined || one === undefined || hasEnded(one)) return;
    if (one.step >= command.steps.length) return report(place, command, one);
    const id = runId(commandId, instanceId, one.step);
    const deadline = (runOf(place, id)?.startedAt ?? at) + (command.steps[one.step]?.timeoutMs ?? 0);
    if (at >= deadline) return endStep(place, command, one, 'TimedOut');
    const next = stepRun(place, id);
    if (next !== undefined) return planStep(place, commandId, instanceId, Math.min(at + next, deadline));
    // Gone with its operating system: nobody is there to say how it ended.
    if (runOf(place, id)?.endedAt !== undefined) endStep(place, command, one, undefined);
  };

/** Ends the running step: by itself, or killed for a reason. Then the next one begins, or the host reports. */
const endStep = (
  place: Place,
  command: CommandRecord,
  one: InvocationRecord,
  killed: 'TimedOut' | 'Cancelled' | undefined,
): void => {
  const id = runId(one.commandId, one.instanceId, one.step);
  if (killed !== undefined) killRun(place, id);
  const run = runOf(place, id);
  const step = command.steps[one.step];
  if (run === undefined || step === undefined) return;
  uploadOutput(place, command, one, step, run);
  const done = [...one.done, resultOf(run, killed)];
  const later = { ...one, done, step: one.step + 1 };
  if (killed === 'Cancelled' || later.step >= command.steps.length) return report(place, command, later);
  begin(place, later, command);
};

/** Tells Systems Manager how an invocation ended, if the host can; else it is told when the host is in touch again. */
export const report = (place: Place, command: CommandRecord, one: InvocationRecord): void => {
  if (!agentConnects(place, one.instanceId)) return void putInvocation(place, one);
  putInvocation(place, { ...one, ...outcomeOf(one.done), reported: one.done });
  dispatch(place, command);
};

const isOver = (one: InvocationRecord, { steps }: CommandRecord): boolean =>
  one.done.length >= steps.length || one.done.some(({ status }) => status === 'Cancelled');

/** Delivers what waits and reports what ended, for the agents that are in touch again. */
export const catchUp = (place: Place): void => {
  for (const command of commandsIn(place).all()) {
    const open = invocationsOf(place, command).filter((one) => !hasEnded(one));
    if (open.length === 0) continue;
    for (const one of open)
      if (one.startedAt !== undefined && isOver(one, command)) report(place, command, one);
      else if (one.status === 'Cancelling' && agentConnects(place, one.instanceId))
        endStep(place, command, one, 'Cancelled');
    dispatch(place, command);
  }
};

/** `ssm.expire`: what has no end by now has timed out. Every script has: its own timeout is never later. */
export const expireReaction =
  (world: World): Reaction =>
  (detail) => {
    const { account, region, commandId } = detail as CommandPlan;
    const place = { world, account, region };
    const command = commandsIn(place).get(commandId);
    if (command === undefined) return;
    for (const one of invocationsOf(place, command).filter((each) => !hasEnded(each))) {
      const instance = instancesIn(place).get(one.instanceId);
      const there = instance !== undefined && stateAt(instance, world.clock.now()) !== 'terminated';
      const details = there || one.startedAt !== undefined ? 'DeliveryTimedOut' : 'Undeliverable';
      putInvocation(place, { ...one, status: 'TimedOut', details });
    }
  };

/** `ssm.cancel`: the agent hears that a command is cancelled, and ends the script. */
export const cancelReaction =
  (world: World): Reaction =>
  (detail) => {
    const { account, region } = detail as CommandPlan;
    catchUp({ world, account, region });
  };
