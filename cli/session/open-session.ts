import { loadConfig, ConfigError, type Config } from '../../worker/config.js';
import { CliError, exit } from '../errors.js';
import { actingAs } from './acting.js';
import { openReading } from './reading.js';
import type { Session } from './session.js';
import type { Proof } from './signing.js';
import { lazyTemporal } from './temporal.js';

/** Reads the configuration, with errors as commands tell them. */
export const configuration = (file?: string): Config => {
  try {
    return loadConfig(file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CliError(exit.usage, 'config', error.message, 'See docs/configuration.md.');
  }
};

/** Opens what commands and the console work with. Connects to Temporal only when somebody acts. */
export const openSession = (
  config: Config,
  as?: string,
  proof?: Proof,
): Session & { readonly temporal: ReturnType<typeof lazyTemporal> } => {
  const reading = openReading(config.ledger.path);
  const temporal = lazyTemporal(config);
  const operator = as ?? config.as ?? config.operators[0]?.name ?? 'nobody';
  return {
    config,
    reading,
    operator,
    temporal,
    as: (name) => actingAs({ config, reading, temporal }, name, proof),
    close: async () => {
      await temporal.close();
      reading.ledger.close();
    },
  };
};
