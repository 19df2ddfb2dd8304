import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import type { Credential, CredentialKind } from './credentials.js';

/** Credentials by kind and id: which of them a step made inactive. */
export const turnedOff = z.strictObject({ deactivated: z.array(z.strictObject({ kind: z.string(), id: z.string() })) });
export type TurnedOff = z.infer<typeof turnedOff>;

/** What a step deactivated, from its output or else from what it kept before its first write. */
export const doneBy = (output: TurnedOff | null, kept: unknown): TurnedOff =>
  output ?? turnedOff.catch({ deactivated: [] }).parse(kept);

/** Between two looks at the same list: IAM shows a change within moments, mostly. */
const pause = 500;

type Found = Credential & { readonly kind: CredentialKind };

/** Every credential of these kinds that a user has now. */
export const readAll = async (
  aws: Aws,
  userName: string,
  kinds: readonly CredentialKind[],
): Promise<readonly Found[]> =>
  (
    await Promise.all(kinds.map(async (kind) => (await kind.read(aws, userName)).map((one) => ({ ...one, kind }))))
  ).flat();

/** The calls that make credentials inactive. Which ones there are is the intruder's to change: any of this user may be. */
export const deactivationCalls = (userName: string, kinds: readonly CredentialKind[]): readonly PlannedCall[] =>
  kinds.flatMap(({ name, operation, field, ids, slots }) =>
    Array.from({ length: slots }, (_, index) => ({
      id: `${name}/${index}`,
      service: 'iam',
      operation,
      target: userName,
      input: { UserName: userName, [field]: { $like: ids }, Status: 'Inactive' },
    })),
  );

/** Whether what is on record as deactivated is that credential. */
export const isSameOne =
  (one: { readonly id: string; readonly kind: CredentialKind }) =>
  ({ kind, id }: TurnedOff['deactivated'][number]): boolean =>
    kind === one.kind.name && id === one.id;

/**
 * Makes every active credential of these kinds inactive, and looks again until two looks in a row show none active:
 * somebody else's rights may make or enable one meanwhile. What it deactivates is durable before it does.
 */
export const deactivate = async (aws: Aws, userName: string, kinds: readonly CredentialKind[]): Promise<TurnedOff> => {
  let { deactivated } = doneBy(null, await aws.kept());
  const used = new Set<string>();
  // A credential has a call of its own in every attempt, so that one that was given up cannot make another's again; one
  // that is made active again meanwhile takes a spare call.
  const callOf = ({ kind, id }: Found): string => {
    const own = deactivated.filter((one) => one.kind === kind.name).findIndex((one) => one.id === id);
    const spare = Array.from({ length: kind.slots }, (_, index) => kind.slots - 1 - index);
    const free = [own, ...spare]
      .filter((slot) => slot < kind.slots)
      .map((slot) => `${kind.name}/${slot}`)
      .find((call) => !used.has(call));
    if (free === undefined) throw tooMany(userName, kind);
    used.add(free);
    return free;
  };
  for (let quiet = 0; quiet < 2;) {
    const active = (await readAll(aws, userName, kinds)).filter((one) => one.active);
    quiet = active.length === 0 ? quiet + 1 : 0;
    const fresh = active.filter((one) => !deactivated.some(isSameOne(one)));
    if (fresh.length > 0) {
      deactivated = [...deactivated, ...fresh.map(({ kind, id }) => ({ kind: kind.name, id }))];
      await aws.keep({ deactivated });
    }
    for (const one of active) await aws.make(callOf(one), { [one.kind.field]: one.id });
    // What was just deactivated may be shown active for a moment.
    if (active.length > 0)
      await settled(
        aws,
        () => readAll(aws, userName, kinds),
        (now) => !now.some((one) => one.active),
      );
    if (quiet < 2) await aws.wait(pause);
  }
  return { deactivated };
};

const tooMany = (userName: string, { name, slots }: CredentialKind): Error =>
  failure(
    failureTypes.notHolding,
    `Credentials of ${userName} (${name}) are made or enabled as fast as they are deactivated: ${slots} calls were not enough.`,
    'Find out who does it (CloudTrail: CreateAccessKey, UpdateAccessKey) and deny them first; then retry.',
  );

/** Whether two looks in a row show no active credential, and what they show. */
export const readQuiet = async (
  aws: Aws,
  userName: string,
  kinds: readonly CredentialKind[],
): Promise<{ readonly holds: boolean; readonly facts: readonly string[] }> => {
  const first = await readAll(aws, userName, kinds);
  await aws.wait(pause);
  const second = await readAll(aws, userName, kinds);
  return {
    holds: ![...first, ...second].some((one) => one.active),
    facts: second.map(({ kind, id, active }) => `${kind.name} ${id} is ${active ? 'active' : 'inactive'}`),
  };
};
