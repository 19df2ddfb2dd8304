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

/** A session, and the Temporal behind it. */
export type OpenSession = Session & { readonly temporal: ReturnType<typeof lazyTemporal> };

/** Opens what commands and the console work with. Connects to Temporal only when somebody acts. */
export const openSession = async (config: Config, as?: string, proof?: Proof): Promise<OpenSession> => {
  const reading = await openReading(config.ledger);
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
      await reading.ledger.close();
    },
  };
};
