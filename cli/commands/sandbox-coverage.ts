import type { How, ServiceCoverage } from '../../sandbox/gateway/coverage.js';
import type { Invocation } from '../command.js';
import { CliError, exit, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';

/** What the sandbox plays: counts of each service, or the operations of one. */
export const coverage = async ({ out, text }: Invocation): Promise<ExitCode> => {
  const all = await withSandboxAdmin((admin) => admin.coverage());
  const name = text('service');
  const found = name === undefined ? all : all.filter((one) => one.service === name || one.model === name);
  if (found.length === 0)
    throw new CliError(
      exit.missing,
      'no-service',
      `The sandbox knows no service ${JSON.stringify(name)}.`,
      `It knows: ${all.map((one) => one.model).join(', ')}`,
    );
  out.result(found, () => (name === undefined ? counts(found) : found.map(operations).join('\n\n')));
  return exit.done;
};

const counts = (all: readonly ServiceCoverage[]): string => {
  const count = ({ operations: each }: ServiceCoverage, how: How): string =>
    String(Object.values(each).filter((one) => one === how).length);
  return table(
    ['SERVICE', 'OVERLAY', 'FORWARDED', 'NOT SIMULATED'],
    all.map((one) => [one.model, count(one, 'overlay'), count(one, 'forwarded'), count(one, 'not simulated')]),
  );
};

const operations = ({ model, operations: each }: ServiceCoverage): string =>
  table(
    [model.toUpperCase(), 'ANSWERED'],
    Object.entries(each).sort(([a, left], [b, right]) => right.localeCompare(left) || a.localeCompare(b)),
  );
