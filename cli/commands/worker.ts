import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';

/** Runs a worker until it is told to stop. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const file = invocation.text('config');
  if (file !== undefined) process.env['FIREBREAK_CONFIG'] = file;
  const { runWorker } = await import('../../worker/main.js');
  await runWorker();
  return exit.done;
};
