import { z } from 'zod';
import type { AdminClient } from '../../sandbox/gateway/admin-client.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';

const schema = z.object({
  flows: z.array(
    z.object({
      kind: z.string(),
      direction: z.string(),
      remote: z.string(),
      port: z.number().optional(),
      instanceId: z.string(),
      lives: z.boolean(),
      endedBy: z.string().optional(),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      principal: z.string(),
      answers: z.boolean(),
      deniedBy: z.string().optional(),
    }),
  ),
});

/** What is really so, as only the sandbox knows it. */
export type Truth = z.infer<typeof schema>;
type Flow = Truth['flows'][number];

/** One thing of the attacker's, and what became of it. */
export type Fate = { readonly kind: string; readonly what: string; readonly lives: boolean; readonly why: string };

/** Asks the sandbox what is really so. AWS has nothing like it. */
export const askTruth = async (admin: AdminClient, { aws }: SandboxStatus): Promise<Truth> =>
  schema.parse(await admin.truth(aws.account, aws.region));

const nameOf = ({ direction, remote, port }: Flow): string =>
  `${direction === 'out' ? 'to' : 'from'} ${remote}${port === undefined ? '' : `:${port}`}`;

const same = (one: Flow, other: Flow): boolean => one.kind === other.kind && nameOf(one) === nameOf(other);

/** What became of everything that was alive `before`: a flow that was opened again lives. */
export const fates = (before: Truth, now: Truth, instanceId: string): readonly Fate[] => [
  ...before.flows
    .filter((flow) => flow.lives && flow.instanceId === instanceId)
    .map((flow) => {
      const lives = now.flows.some((one) => one.lives && one.instanceId === instanceId && same(one, flow));
      const ended = now.flows.findLast((one) => !one.lives && same(one, flow));
      return { kind: flow.kind, what: nameOf(flow), lives, why: lives ? '' : (ended?.endedBy ?? '') };
    }),
  ...before.sessions
    .filter(({ answers }) => answers)
    .map(({ id, kind, principal }) => {
      const session = now.sessions.find((one) => one.id === id);
      const what = `of ${principal.split(':').at(-1) ?? principal}`;
      return { kind, what, lives: session?.answers ?? false, why: session?.deniedBy ?? '' };
    }),
];

/** Fates in lines: what lives on stands out. */
export const fateLines = (all: readonly Fate[]): readonly string[] =>
  all.map(({ kind, what, lives, why }) => `${kind.padEnd(14)}${what.padEnd(48)}${lives ? 'LIVES' : `dead: ${why}`}`);
