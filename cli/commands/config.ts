import { withoutPassword } from '../../ledger/open.js';
import type { Config } from '../../worker/config.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { configuration } from '../session/open-session.js';

/** Shows the settings in force and where each came from. It shows no secret: keys are named by their files. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  if (invocation.positionals.join(' ') !== 'show')
    throw usageError('firebreak config needs show.', 'firebreak config show');
  const { origins, file, ...inForce } = configuration(invocation.text('config'));
  const settings = { ...inForce, ledger: withoutPasswords(inForce.ledger) };
  invocation.out.result({ file, settings, origins }, () =>
    Object.entries(settings)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}  (${origins[key] ?? 'default'})`)
      .join('\n'),
  );
  return exit.done;
};

const withoutPasswords = (ledger: Config['ledger']): Config['ledger'] =>
  'path' in ledger ? ledger : { ...ledger, url: withoutPassword(ledger.url), readUrl: withoutPassword(ledger.readUrl) };
