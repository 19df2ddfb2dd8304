import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { configuration } from '../session/open-session.js';

/** Shows the settings in force and where each came from. It holds no secrets: keys are named by their files. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  if (invocation.positionals.join(' ') !== 'show')
    throw usageError('firebreak config needs show.', 'firebreak config show');
  const { origins, file, ...settings } = configuration(invocation.text('config'));
  invocation.out.result({ file, settings, origins }, () =>
    Object.entries(settings)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}  (${origins[key] ?? 'default'})`)
      .join('\n'),
  );
  return exit.done;
};
