import type { Invocation } from '../command.js';
import { commands } from '../commands.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { commandHelp, generalHelp } from '../help.js';

/** Prints help, on everything or on one command. */
export const run = async ({ positionals, out }: Invocation): Promise<ExitCode> => {
  const [name] = positionals;
  const command = commands.find((one) => one.name === name);
  if (name !== undefined && !command)
    throw usageError(`There is no command ${JSON.stringify(name)}.`, 'All commands: firebreak help');
  const shown = command
    ? [{ name: command.name, summary: command.summary, usage: command.usage, examples: command.examples }]
    : commands
        .filter((one) => one.summary !== '')
        .map(({ name: id, summary, usage, examples }) => ({ name: id, summary, usage, examples }));
  out.result(shown, () => (command ? commandHelp(command) : generalHelp()));
  return exit.done;
};
