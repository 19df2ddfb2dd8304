import { sandboxStatus } from '../../sandbox/stack/up.js';
import type { Invocation } from '../command.js';
import { CliError, exit, type ExitCode } from '../errors.js';
import { scenariosHappened } from '../incident/scenario.js';
import { statusText } from '../output/status-text.js';
import { healthOf } from '../session/health.js';
import { configuration } from '../session/open-session.js';
import { lazyTemporal } from '../session/temporal.js';

/** Shows what runs: the sandbox with all that a script needs, or, in production, whether Temporal and a worker answer. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const config = configuration(invocation.text('config'));
  const { out } = invocation;
  if (config.mode === 'sandbox' || config.file === null) {
    const status = sandboxStatus();
    if (!status) throw new CliError(exit.unavailable, 'down', 'The sandbox is not up.', 'Start it with: firebreak up');
    // The gateway may be starting just now: that is no reason to say nothing.
    const scenarios = await scenariosHappened().catch(() => []);
    out.result({ ...status, scenarios }, () => statusText(status, scenarios));
    return status.ready ? exit.done : exit.unavailable;
  }
  const temporal = lazyTemporal(config);
  try {
    const health = await healthOf({ config, temporal })();
    const status = {
      mode: config.mode,
      ready: health.temporal && health.worker,
      temporal: { address: config.temporal.address, namespace: config.temporal.namespace, ok: health.temporal },
      worker: { ok: health.worker },
      ledger: { store: 'sqlite', path: config.ledger.path },
      operators: config.operators.map(({ name, roles }) => ({ name, roles, proofs: ['ssh'] })),
    };
    const say = (ok: boolean): string => (ok ? 'answers' : 'DOES NOT ANSWER');
    out.result(status, () =>
      [
        `temporal  ${config.temporal.address}  ${say(health.temporal)}`,
        `worker    ${say(health.worker)}`,
        `ledger    ${config.ledger.path}`,
      ].join('\n'),
    );
    return status.ready ? exit.done : exit.unavailable;
  } finally {
    await temporal.close();
  }
};
