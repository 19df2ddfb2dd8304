import { ConfigError, loadConfig } from '../../worker/config.js';
import { configurationLine, keyLines, nodeLine } from './host.js';
import { ledgerLines, sealLines } from './ledger.js';
import { failed, type Line } from './line.js';
import { peopleLines } from './people.js';
import { sandboxLines } from './sandbox.js';
import { temporalLines } from './temporal.js';

/** Looks at everything that Firebreak depends on, and changes nothing; `say` hears what is waited for. */
export const examineAll = async (file: string | undefined, say: (what: string) => void): Promise<readonly Line[]> => {
  let config;
  try {
    config = loadConfig(file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [nodeLine(), failed('configuration', error.message, 'See docs/configuration.md.')];
  }
  return [
    nodeLine(),
    configurationLine(config),
    ...keyLines(config),
    ...(config.mode === 'sandbox' ? sandboxLines() : []),
    ...(await ledgerLines(config)),
    ...(await temporalLines(config, say)),
    ...(await sealLines(config)),
    ...peopleLines(config),
  ];
};
