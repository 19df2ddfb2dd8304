import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import type { CredentialKind } from './credentials.js';
import { isSameOne, readAll, turnedOff, type TurnedOff } from './deactivate.js';
import type { KnownUser } from './users.js';

/** Which credentials a release makes active again. */
export const reactivation = z.strictObject({ again: turnedOff.shape.deactivated, leaked: z.array(z.string()) });
type Reactivation = z.infer<typeof reactivation>;

const idOf = ({ kind, id }: Reactivation['again'][number]): string => `${kind}/${id}`;

/**
 * Plans making those credentials active again that the run deactivated, but for `leaked` ones: those never. Refuses when
 * somebody made one active since. What is gone since stays gone.
 */
export const planReactivation = async (
  aws: Aws,
  userName: string,
  { id: userId, owner }: KnownUser,
  kinds: readonly CredentialKind[],
  done: TurnedOff,
  leaked: readonly string[],
): Promise<Planned<Reactivation>> => {
  const now = await readAll(aws, userName, kinds);
  const ours = now.filter((one) => done.deactivated.some(isSameOne(one)));
  const moved = ours.filter(({ active }) => active);
  if (moved.length > 0)
    throw failure(
      failureTypes.moved,
      `Somebody made ${moved.map(({ id }) => id).join(', ')} of ${userName} active again since. Nothing was put back.`,
      'Look into who did (CloudTrail: UpdateAccessKey and the like). Release the other steps with --step.',
    );
  const back = ours.filter(({ id }) => !leaked.includes(id));
  return {
    owner,
    kind: 'user',
    calls: back.map(({ kind, id }): PlannedCall => ({
      id: `${kind.name}/${id}`,
      service: 'iam',
      operation: kind.operation,
      target: userName,
      input: { UserName: userName, [kind.field]: id, Status: 'Active' },
    })),
    targetState: { user: userId, active: back.map(({ id }) => id).sort() },
    reversible: true,
    summary: `make ${back.length} credential(s) of ${userName} active again`,
    differences: back.map(({ id, since }) => ({ what: id, now: 'inactive', then: `active; it is from ${since}` })),
    blastRadius: back.map(({ kind, id, since }) => ({
      severity: 'danger',
      message: `${kind.name} ${id} works again: is it sure that nobody else has it, and that ${userName} made it on ${since}?`,
      resources: [id],
    })),
    notApplicable: leaked.map(
      (id) => `${id} is known to have leaked: it stays inactive. Delete it and make a new one.`,
    ),
    facts: { again: back.map(({ kind, id }) => ({ kind: kind.name, id })), leaked: [...leaked] },
  };
};

/** Makes the planned credentials active again; answers what AWS reads back. */
export const reactivate = async (
  aws: Aws,
  userName: string,
  kinds: readonly CredentialKind[],
  { again, leaked }: Reactivation,
): Promise<readonly string[]> => {
  const inactive = async (): Promise<readonly string[]> =>
    (await readAll(aws, userName, kinds)).filter(({ active }) => !active).map(({ kind, id }) => `${kind.name}/${id}`);
  const before = await inactive();
  for (const each of again) if (before.includes(idOf(each))) await aws.make(idOf(each));
  const left = await settled(aws, inactive, (now) => !again.some((each) => now.includes(idOf(each))));
  const failed = again.filter((each) => left.includes(idOf(each)));
  if (failed.length > 0)
    throw failure(failureTypes.notHolding, `AWS still reads ${failed.map(({ id }) => id).join(', ')} as inactive.`);
  return [
    ...again.map(({ kind, id }) => `${kind} ${id} is active again`),
    ...leaked.map((id) => `${id} has leaked and stays inactive: delete it`),
  ];
};
