import type { OfferedScenario } from '../../sandbox/estate/scenarios/index.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';

/** Lists scenarios, or lets one happen. */
export const scenario = async ({ out }: Invocation, [what = 'list', name]: readonly string[]): Promise<ExitCode> => {
  if (what === 'list') {
    const all = (await withSandboxAdmin((admin) => admin.scenarios())).map(shown);
    out.result(all, () =>
      table(
        ['SCENARIO', 'LOADED', 'WHAT IS KNOWN'],
        all.map((one) => [one.name, one.loadedAt ?? '', one.summary]),
      ),
    );
    return exit.done;
  }
  if (what !== 'load' || name === undefined)
    throw usageError(
      what === 'load' ? 'Which scenario?' : `firebreak sandbox scenario has no ${JSON.stringify(what)}.`,
      'firebreak sandbox scenario list, firebreak sandbox scenario load NAME',
    );
  const loaded = shown(await withSandboxAdmin((admin) => admin.loadScenario(name)));
  out.result(loaded, () => `${loaded.name}: ${loaded.summary}`);
  return exit.done;
};

const shown = ({ name, summary, loadedAt }: OfferedScenario) => ({
  name,
  summary,
  loadedAt: loadedAt === null ? null : new Date(loadedAt).toISOString(),
});
