import { resourceOf } from '../../workflows/contract/names.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';

const caller = /^arn:aws[a-z-]*:(?:iam::(\d{12}):(user)\/(?:.*\/)?|sts::(\d{12}):(assumed-role)\/)([^/]+)/;

/**
 * Refuses the user or role that Firebreak acts as, and the role of its vault: without them nothing could be put back,
 * nor anything else contained.
 * A session names its role without the path, and names are unique in an account (IAM User Guide, "IAM identifiers").
 */
export const refuseOwn = async (aws: Aws, kind: 'user' | 'role', arn: string): Promise<void> => {
  const name = resourceOf(arn);
  if (arn === aws.vault?.roleArn)
    throw failure(
      failureTypes.refused,
      `${name} is the role of the evidence vault: denying it would end what keeps evidence safe.`,
      'Configure another vault first (docs/deploying.md), then launch this again.',
    );
  const { Arn = '' } = await aws.once('GetCallerIdentity', () =>
    reading('sts:GetCallerIdentity', 'us', () => aws.sts.getCallerIdentity({})),
  );
  const [, userAccount, user, roleAccount, , ours = ''] = caller.exec(Arn) ?? [];
  const isOurs =
    (userAccount ?? roleAccount) === aws.account &&
    (user === undefined ? 'role' : 'user') === kind &&
    ours.toLowerCase() === name.toLowerCase();
  if (isOurs)
    throw failure(
      failureTypes.refused,
      `Firebreak itself acts as the ${kind} ${name}: denying it would end every run, and nothing could be put back.`,
      'Give the worker another identity first (docs/deploying.md), then launch this again.',
    );
};
