import { AdminRefusal, adminClient, type AdminClient } from '../../sandbox/gateway/admin-client.js';
import { adminToken } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { layout } from '../../sandbox/stack/layout.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import { CliError, exit, type ExitCode } from '../errors.js';

const codes: Readonly<Record<number, ExitCode>> = { 400: exit.usage, 404: exit.missing, 409: exit.refused };

/** Lets `work` steer the running sandbox. Refusals and a sandbox that is not up become errors of the command line. */
export const withSandboxAdmin = async <T>(work: (admin: AdminClient) => Promise<T>): Promise<T> => {
  const status = sandboxStatus();
  if (!status) throw new CliError(exit.unavailable, 'down', 'The sandbox is not up.', 'Start it with: firebreak up');
  try {
    return await work(adminClient(status.aws.endpoint, adminToken(worldFiles(layout().world).adminToken)));
  } catch (error) {
    if (error instanceof AdminRefusal)
      throw new CliError(
        codes[error.status] ?? exit.failed,
        'sandbox',
        `The sandbox refuses: ${error.reason}.`,
        'See firebreak sandbox --help, and docs/sandbox.md.',
      );
    if (error instanceof TypeError && error.message === 'fetch failed')
      throw new CliError(
        exit.unavailable,
        'sandbox',
        `The sandbox's AWS does not answer at ${status.aws.endpoint}.`,
        'It is started again by itself; see firebreak status.',
      );
    throw error;
  }
};
