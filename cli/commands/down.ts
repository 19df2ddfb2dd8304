import { down } from '../../sandbox/stack/up.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';

/** Stops the sandbox. */
export const run = async ({ out }: Invocation): Promise<ExitCode> => {
  out.progress('stopping the sandbox …');
  const stopped = await down();
  out.result({ stopped }, () => (stopped ? 'The sandbox is down; what it knows stays.' : 'The sandbox was not up.'));
  return exit.done;
};
