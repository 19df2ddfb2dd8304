import type { Invocation } from '../command.js';
import { usageError, type ExitCode } from '../errors.js';

type Part = (invocation: Invocation, rest: readonly string[]) => Promise<ExitCode>;

/** What `firebreak sandbox` can do; each part is loaded when it is called. */
const parts: Readonly<Record<string, () => Promise<Part>>> = {
  coverage: async () => (await import('./sandbox-coverage.js')).coverage,
  reset: async () => (await import('./sandbox-worlds.js')).reset,
  save: async () => (await import('./sandbox-worlds.js')).save,
  load: async () => (await import('./sandbox-worlds.js')).load,
  worlds: async () => (await import('./sandbox-worlds.js')).worlds,
  scenario: async () => (await import('./sandbox-scenario.js')).scenario,
  fault: async () => (await import('./sandbox-fault.js')).fault,
  clock: async () => (await import('./sandbox-clock.js')).clock,
  settings: async () => (await import('./sandbox-settings.js')).settings,
};

/** Steers the running sandbox. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [name = '', ...rest] = invocation.positionals;
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined)
    throw usageError(
      name === '' ? 'firebreak sandbox needs to know what.' : `firebreak sandbox has no ${JSON.stringify(name)}.`,
      `There are: ${Object.keys(parts).join(', ')}. See firebreak sandbox --help.`,
    );
  return (await part())(invocation, rest);
};
