import type { Fault, FaultOrder } from '../../sandbox/faults/order.js';
import type { AdminClient } from '../../sandbox/gateway/admin-client.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';
import { milliseconds, numeric } from './durations.js';

type Act = (admin: AdminClient, invocation: Invocation, rest: readonly string[]) => Promise<void>;

/** Orders, lists and clears faults, and lets go on what they hold. */
export const fault = async (invocation: Invocation, [what = 'list', ...rest]: readonly string[]): Promise<ExitCode> => {
  const act = Object.hasOwn(acts, what) ? acts[what] : undefined;
  if (act === undefined)
    throw usageError(
      `firebreak sandbox fault has no ${JSON.stringify(what)}.`,
      `There are: ${Object.keys(acts).join(', ')}`,
    );
  await withSandboxAdmin((admin) => act(admin, invocation, rest));
  return exit.done;
};

const acts: Readonly<Record<string, Act>> = {
  add: async (admin, invocation, [kind]) => {
    if (kind === undefined)
      throw usageError('What shall happen?', 'For example: firebreak sandbox fault add throttle --service ec2');
    const added = await admin.addFault(orderOf(kind, invocation));
    invocation.out.result(added, () => `${added.id}: ${added.kind} ${whereOf(added)}`);
  },
  list: async (admin, { out }) => {
    const all = await admin.faults();
    out.result(all, () => (all.length === 0 ? 'No faults.' : listed(all)));
  },
  clear: async (admin, { out }) => {
    await admin.clearFaults();
    out.result([], () => 'No faults.');
  },
  release: async (admin, { out }, [id]) => {
    const released = await admin.release(id);
    out.result({ released }, () => `${released} call${released === 1 ? '' : 's'} let go on`);
  },
};

/** The gateway checks kinds and bounds: here only what is a number becomes one. */
const orderOf = (kind: string, { text }: Invocation): FaultOrder => {
  const texts = (...names: readonly string[]) => given(names, (name) => text(name));
  const numbers = (...names: readonly string[]) =>
    given(names, (name) => {
      const value = text(name);
      return value === undefined ? undefined : numeric(name, value);
    });
  const [includes, delay] = [text('includes'), text('delay')];
  return {
    kind: kind as FaultOrder['kind'],
    match: {
      ...texts('service', 'operation', 'account', 'region', 'target'),
      ...(includes !== undefined && { inputIncludes: includes }),
      ...numbers('times', 'after', 'probability', 'seed'),
    },
    ...texts('code', 'message', 'permission'),
    ...numbers('status'),
    ...(delay !== undefined && { delayMs: milliseconds(delay) }),
  };
};

const given = <T>(names: readonly string[], read: (name: string) => T | undefined): Readonly<Record<string, T>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = read(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const whereOf = ({ match }: Fault): string =>
  [match.service, match.operation, match.account, match.region, match.target, match.inputIncludes]
    .filter((one) => one !== undefined)
    .join(' ') || 'any call';

const listed = (all: readonly Fault[]): string =>
  table(
    ['FAULT', 'KIND', 'CALLS', 'HITS', 'WAITING'],
    all.map((one) => [one.id, one.kind, whereOf(one), `${one.hits} of ${one.match.times}`, String(one.waiting)]),
  );
