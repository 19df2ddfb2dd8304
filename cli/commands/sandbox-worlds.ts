import { setTimeout as pause } from 'node:timers/promises';
import { readEstate } from '../../sandbox/estate/estate.js';
import { estateFile, worldFiles } from '../../sandbox/gateway/world-files.js';
import { layout } from '../../sandbox/stack/layout.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';

type Part = (invocation: Invocation, rest: readonly string[]) => Promise<ExitCode>;

/** Begins the accounts anew, seeded as at first; returns when everything serves again. */
export const reset: Part = async ({ out }) => {
  out.progress('sandbox: seeding new accounts …');
  await withSandboxAdmin((admin) => admin.reset());
  const { targets } = await untilServing();
  out.result({ reset: true, targets }, () => `A new world; the instance to practise on is ${targets[0]?.id}.`);
  return exit.done;
};

/** Puts the accounts aside under a name, as they are now. */
export const save: Part = async ({ out }, rest) => {
  const name = theName('save', rest);
  await withSandboxAdmin((admin) => admin.save(name));
  out.result({ saved: name }, () => `Saved. Come back to it with: firebreak sandbox load ${name}`);
  return exit.done;
};

/** Puts saved accounts in the place of the present ones; returns when everything serves again. */
export const load: Part = async ({ out }, rest) => {
  const name = theName('load', rest);
  await withSandboxAdmin((admin) => admin.load(name));
  const { targets } = await untilServing();
  out.result({ loaded: name, targets }, () => `Loaded; the instance to practise on is ${targets[0]?.id}.`);
  return exit.done;
};

/** Lists what was saved. */
export const worlds: Part = async ({ out }) => {
  const names = await withSandboxAdmin((admin) => admin.worlds());
  out.result(names, () => names.join('\n') || 'No world is saved. Save one with: firebreak sandbox save NAME');
  return exit.done;
};

const theName = (command: string, [name, ...more]: readonly string[]): string => {
  if (name === undefined || more.length > 0)
    throw usageError(
      `firebreak sandbox ${command} needs one name.`,
      `For example: firebreak sandbox ${command} drill-1`,
    );
  return name;
};

/** Waits until the worker acts in the estate that is now on disk, and the status shows it. */
const untilServing = async (patience = 60_000): Promise<SandboxStatus> => {
  const marker = estateFile(worldFiles(layout().world));
  for (const started = Date.now(); Date.now() - started < patience; await pause(50)) {
    const status = sandboxStatus();
    const estate = readEstate(marker);
    const isShown = estate?.targets.every((one, index) => one.id === status?.targets[index]?.id) ?? false;
    if (status?.ready && isShown) return status;
  }
  throw new CliError(
    exit.unavailable,
    'sandbox',
    `The sandbox did not serve the new world in ${patience / 1_000} s.`,
    `See ${layout().logs}, or begin anew: firebreak up --reset`,
  );
};
