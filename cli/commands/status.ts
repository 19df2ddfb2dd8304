import { ConfigError } from '../../worker/config.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import { nameOfPlace } from '../../ledger/open.js';
import type { Config } from '../../worker/config.js';
import type { Invocation } from '../command.js';
import { CliError, exit, type ExitCode } from '../errors.js';
import { scenariosHappened } from '../incident/scenario.js';
import { productionStatusText, type ProductionStatus } from '../output/production-status-text.js';
import { statusText } from '../output/status-text.js';
import { configuration } from '../session/open-session.js';
import { sealingOf, type SealingStatus } from '../session/sealing.js';
import { proofsOf } from '../session/signing.js';
import { lazyTemporal } from '../session/temporal.js';
import { workerVersions } from '../session/worker-versions.js';

/** Shows what runs: the sandbox with all that a script needs, or, in production, whether Temporal and the workers answer. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const config = configuration(invocation.text('config'));
  const { out } = invocation;
  if (config.mode === 'sandbox' || config.file === null) {
    const status = sandboxStatus();
    if (!status) throw new CliError(exit.unavailable, 'down', 'The sandbox is not up.', 'Start it with: firebreak up');
    // The gateway may be starting just now: that is no reason to say nothing.
    const scenarios = await scenariosHappened().catch(() => []);
    const seals = await sealingOf(config);
    out.result({ ...status, scenarios, seals }, () => statusText(status, scenarios, seals));
    return status.ready ? exit.done : exit.unavailable;
  }
  const temporal = lazyTemporal(config);
  try {
    const known = await temporal
      .client()
      .then((client) => workerVersions(client, config.temporal))
      .catch((error: unknown) => {
        if (error instanceof ConfigError) throw error;
        return null;
      });
    const seals = await sealingOf(config);
    const ledger = ledgerOf(config, seals);
    const worker = known?.find(({ current }) => current)?.worker ?? false;
    const status: ProductionStatus = {
      mode: config.mode,
      // An open run that waits for an older worker is said, and is no reason to call this one ill.
      ready: worker && (ledger.store === 'sqlite' || ledger.ok),
      temporal: { address: config.temporal.address, namespace: config.temporal.namespace, ok: known !== null },
      worker: { ok: worker, versions: known ?? [] },
      ledger,
      seals,
      operators: config.operators.map((one) => ({ name: one.name, roles: one.roles, proofs: proofsOf(one) })),
    };
    out.result(status, () => productionStatusText(status));
    return status.ready ? exit.done : exit.unavailable;
  } finally {
    await temporal.close();
  }
};

// A file may be made with its first entry; a database that cannot be read now is one that does not answer.
const ledgerOf = ({ ledger }: Config, seals: SealingStatus | null): ProductionStatus['ledger'] =>
  'path' in ledger
    ? { store: 'sqlite', path: ledger.path }
    : { store: 'postgresql', url: nameOfPlace(ledger), ok: seals !== null };
