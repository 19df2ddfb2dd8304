import { version } from '../../worker/version.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';

/** Prints the version. */
export const run = async ({ out }: Invocation): Promise<ExitCode> => {
  out.result({ version: version(), node: process.version }, () => `firebreak ${version()}`);
  return exit.done;
};
