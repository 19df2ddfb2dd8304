import type { Invocation } from '../command.js';
import { CliError, exit, type ExitCode } from '../errors.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import { withSession } from './context.js';
import { incidentSource } from '../incident/incident-source.js';
import { healthOf } from '../session/health.js';

/** Opens the terminal UI on what is configured. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  if (!invocation.interactive)
    throw new CliError(
      exit.usage,
      'no-terminal',
      'The terminal UI needs a terminal.',
      'In a script use the commands: firebreak help',
    );
  return withSession(invocation, async (session) => {
    const { startUi } = await import('../ui/start-ui.js');
    const isSandbox = session.config.mode === 'sandbox';
    const targets = isSandbox ? (sandboxStatus()?.targets ?? []) : [];
    return (await startUi(session, {
      targets,
      health: healthOf(session),
      ...(isSandbox && { incident: incidentSource() }),
    })) as ExitCode;
  });
};
