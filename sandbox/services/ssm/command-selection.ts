import type { CommandFilter } from '@aws-sdk/client-ssm';
import { AwsFailure, type Place } from '../operation.js';
import type { Outcome } from './outcome.js';
import { commandsIn, hasEnded, type CommandRecord } from './records.js';

/** After SendCommand has answered, its command is not to be seen for a while: Run Command is eventually consistent. */
const UNSEEN_MS = 1_000;

/** A command that is to be seen by now. */
export const seen = (place: Place, id: string): CommandRecord | undefined => {
  const command = commandsIn(place).get(id);
  return command !== undefined && place.world.clock.now() >= command.requestedAt + UNSEEN_MS ? command : undefined;
};

/** What ListCommands and ListCommandInvocations have in common. */
export type Selection = {
  readonly CommandId?: string | undefined;
  readonly InstanceId?: string | undefined;
  readonly Filters?: readonly CommandFilter[] | undefined;
};

/** Newest first: what the ids and the filters about the command itself leave. */
export const selected = (
  place: Place,
  { CommandId, InstanceId, Filters = [] }: Selection,
): readonly CommandRecord[] => {
  if (CommandId !== undefined && commandsIn(place).get(CommandId) === undefined && !/^[0-9a-f-]{36}$/.test(CommandId))
    throw new AwsFailure('InvalidCommandId', 'The specified command ID is not valid.');
  return commandsIn(place)
    .all()
    .filter((one) => (CommandId === undefined || one.id === CommandId) && seen(place, one.id) !== undefined)
    .filter((one) => InstanceId === undefined || one.instanceIds.includes(InstanceId))
    .filter((one) => Filters.every((filter) => aboutCommand(one, filter)))
    .sort((a, b) => b.requestedAt - a.requestedAt);
};

const aboutCommand = (one: CommandRecord, { key, value = '' }: CommandFilter): boolean => {
  switch (key) {
    case 'InvokedAfter':
      return one.requestedAt > momentOf(value);
    case 'InvokedBefore':
      return one.requestedAt < momentOf(value);
    case 'DocumentName':
      return one.documentName === value;
    default:
      return true;
  }
};

const momentOf = (value: string): number => {
  const moment = Date.parse(value);
  if (Number.isNaN(moment))
    throw new AwsFailure('ValidationException', `The filter value ${value} is not a timestamp.`);
  return moment;
};

/** Whether a status, of a command or of one copy, passes the Status filters. */
export const hasStatus = ({ status, details }: Outcome, filters: readonly CommandFilter[]): boolean =>
  filters.every(({ key, value }) => key !== 'Status' || value === status || value === details);

/** Whether a command's status passes the ExecutionStage filters. */
export const isAt = (outcome: Outcome, filters: readonly CommandFilter[]): boolean =>
  filters.every(({ key, value = '' }) => key !== 'ExecutionStage' || (value === 'Complete') === hasEnded(outcome));
