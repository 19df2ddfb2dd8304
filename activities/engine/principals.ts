import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { EngineActivities } from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { accessKeyIdShape, principalShape } from '../../workflows/contract/names.js';
import { readingFor } from '../aws/attempt.js';
import type { Clients } from '../aws/clients.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import type { Workplace } from './context.js';

const root = /^(?:arn:aws[a-z-]*:iam::\d{12}:)?root$/;
const identity = z.object({
  type: z.string(),
  arn: z.string().optional(),
  accessKeyId: z.string().optional(),
  sessionContext: z
    .object({ sessionIssuer: z.object({ type: z.string(), arn: z.string() }).partial().optional() })
    .optional(),
});
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const event = z
  .string()
  .transform(readJson)
  .pipe(z.object({ userIdentity: identity }));

/** Finding out who is meant, before anything is planned: who owns a key is known to AWS alone. */
export const principalActivities = (workplace: Workplace): Pick<EngineActivities, 'input.principal'> => ({
  'input.principal': async ({ principal, ...run }) => {
    const text = typeof principal === 'string' ? principal.trim() : '';
    const { clients } = workplace;
    const { account } = await workplace.scope();
    return clients.during(readingFor(run), async () => {
      if (root.test(text)) throw isRoot(text);
      if (accessKeyIdShape.test(text)) return { arn: await ownerOf(clients, account, text), accessKeyId: text };
      const [, owner = account, kind, name] = principalShape.exec(text) ?? [];
      if (kind === undefined || name === undefined)
        throw failure(failureTypes.badInput, `${text} is neither an access key id nor a user nor a role.`);
      if (owner !== account)
        throw failure(failureTypes.refused, `${text} is in account ${owner}; this Firebreak acts in ${account}.`);
      return { arn: kind === 'user' ? await userArn(clients, name) : await roleArn(clients, name), accessKeyId: null };
    });
  },
});

const userArn = async ({ iam }: Clients, name: string): Promise<string> =>
  (await reading('iam:GetUser', name, () => iam.getUser({ UserName: name }))).User?.Arn ?? '';

const roleArn = async ({ iam }: Clients, name: string): Promise<string> =>
  (await reading('iam:GetRole', name, () => iam.getRole({ RoleName: name }))).Role?.Arn ?? '';

const ownerOf = async (clients: Clients, account: string, key: string): Promise<string> => {
  const elsewhere = await accountOf(clients, key);
  if (elsewhere !== null && elsewhere !== account)
    throw failure(
      failureTypes.refused,
      `${key} belongs to account ${elsewhere}; this Firebreak acts in ${account}.`,
      'Launch it where that account is worked on, or tell whoever runs it.',
    );
  if (key.startsWith('ASIA')) return sessionOwner(clients, key);
  const { UserName } = await reading('iam:GetAccessKeyLastUsed', key, () =>
    clients.iam.getAccessKeyLastUsed({ AccessKeyId: key }),
  );
  // The key of the root user leads to no user.
  if (!UserName) throw isRoot(key);
  return userArn(clients, UserName).catch((error: unknown) => {
    throw error instanceof ApplicationFailure && error.type === failureTypes.notFound ? isRoot(key) : error;
  });
};

// The id of a key tells its account ("GetAccessKeyInfo"); where AWS cannot tell, the look-ups that follow do.
const accountOf = async ({ sts }: Clients, key: string): Promise<string | null> => {
  try {
    const { Account } = await reading('sts:GetAccessKeyInfo', key, () => sts.getAccessKeyInfo({ AccessKeyId: key }));
    return Account ?? null;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === failureTypes.badInput) return null;
    throw error;
  }
};

// Temporary keys are listed nowhere: what they did is the only thing that tells whose they are. The elements are on the
// page "CloudTrail userIdentity element": a role's session names its issuer, and so does a federated user's; a session
// that a user has of themselves is theirs.
const sessionOwner = async ({ cloudtrail }: Clients, key: string): Promise<string> => {
  const { Events = [] } = await reading('cloudtrail:LookupEvents', key, () =>
    cloudtrail.lookupEvents({ LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: key }] }),
  );
  for (const { CloudTrailEvent } of Events) {
    const { data } = event.safeParse(CloudTrailEvent);
    if (data?.userIdentity.accessKeyId !== key) continue;
    const { type, arn, sessionContext } = data.userIdentity;
    const issuer = sessionContext?.sessionIssuer;
    if (type === 'Root' || issuer?.type === 'Root') throw isRoot(key);
    const owner = issuer?.arn ?? (type === 'IAMUser' ? arn : undefined);
    if (owner !== undefined) return owner;
  }
  throw failure(
    failureTypes.refused,
    `CloudTrail does not show (yet) whose session ${key} is.`,
    'Name the user or role instead: user/NAME, role/NAME. Events appear minutes late, and only in the Region where the call was made.',
  );
};

const isRoot = (what: string): Error =>
  failure(
    failureTypes.refused,
    `${what} is of the root user: no policy of IAM denies it anything, and nobody else can end its credentials.`,
    'Sign in as root, delete its keys, change password and MFA. In a member account a service control policy can deny root, and sts:AssumeRoot can delete its credentials.',
  );
