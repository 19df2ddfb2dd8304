import type { HostRun } from '../../hosts/run-records.js';
import type { Place } from '../operation.js';
import { putFromHost } from '../../hosts/host-s3.js';
import { stderrOf } from './output.js';
import type { CommandRecord, InvocationRecord, PlannedStep } from './records.js';

/** Where in its bucket the whole output of a step goes. */
export const outputKey = (
  { id, output }: Pick<CommandRecord, 'id' | 'output'>,
  instanceId: string,
  { name, plugin }: Pick<PlannedStep, 'name' | 'plugin'>,
): string => {
  const folder = plugin.replaceAll(':', '');
  const step = name === plugin ? `0.${folder}` : name.replaceAll(':', '');
  return [output?.prefix ?? '', id, instanceId, folder, step].filter((part) => part !== '').join('/');
};

/**
 * The host writes what a step printed to the command's bucket, with its own role and over its own network: what these
 * do not allow is not written, and the command is none the worse for it.
 */
export const uploadOutput = (
  place: Place,
  command: CommandRecord,
  { instanceId }: InvocationRecord,
  step: PlannedStep,
  run: HostRun,
): void => {
  if (command.output === undefined) return;
  const { bucket } = command.output;
  const folder = outputKey(command, instanceId, step);
  for (const [name, text] of [
    ['stdout', run.stdout],
    ['stderr', stderrOf(run)],
  ] as const)
    if (text !== '') putFromHost(place, instanceId, bucket, `${folder}/${name}`, Buffer.from(text));
};
