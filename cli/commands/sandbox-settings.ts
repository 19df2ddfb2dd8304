import type { Settings } from '../../sandbox/world/settings.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';

/** Shows what is set about the world, or sets some of it. */
export const settings = async ({ out }: Invocation, pairs: readonly string[]): Promise<ExitCode> => {
  const change = Object.fromEntries(pairs.map(setting)) as Partial<Settings>;
  const { settings: shown } = await withSandboxAdmin((admin) =>
    pairs.length > 0 ? admin.set(change) : admin.health(),
  );
  out.result(shown, () =>
    table(
      ['SETTING', 'VALUE'],
      Object.entries(shown).map(([name, value]) => [name, String(value)]),
    ),
  );
  return exit.done;
};

const setting = (pair: string): readonly [string, string | number | boolean] => {
  const [, name, text] = /^([A-Za-z]+)=(.+)$/.exec(pair) ?? [];
  if (name === undefined || text === undefined)
    throw usageError(
      `${JSON.stringify(pair)} is not NAME=VALUE.`,
      'For example: firebreak sandbox settings limits=off',
    );
  if (text === 'true' || text === 'false') return [name, text === 'true'];
  return [name, Number.isNaN(Number(text)) ? text : Number(text)];
};
