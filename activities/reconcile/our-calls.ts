import { failureTypes } from '../../workflows/contract/failures.js';
import type { Clients } from '../aws/clients.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import type { TrailEvent } from './trail-event.js';

/** Whom the worker acts as, and which events are of calls that were made as it to change something. */
export type OurIdentity = {
  readonly account: string;
  /** The ARN of the role or user. */
  readonly arn: string;
  readonly changed: (event: TrailEvent) => boolean;
};

const caller = /^arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):(root$|user\/|assumed-role\/)(.*)$/;

/**
 * Asks AWS who we are: the role that we act in, and who takes it, who changes nothing by itself. A role counts as a whole,
 * whatever the session is called: stolen credentials of it make sessions of any name. What an AWS service did in our name
 * because of a call of ours (`invokedBy`) is that call's consequence.
 */
export const ourIdentity = async ({ own, sts }: Pick<Clients, 'own' | 'sts'>): Promise<OurIdentity> => {
  const acting = await identityOf(sts);
  const before = own === sts ? acting : await identityOf(own);
  const { account, arn } = acting;
  const isOurs = (who: Who): boolean => acting.is(who) || before.is(who);
  return {
    account,
    arn,
    changed: (event) => event.readOnly !== true && !event.userIdentity.invokedBy && isOurs(event.userIdentity),
  };
};

type Who = TrailEvent['userIdentity'];

const identityOf = async (
  sts: Clients['sts'],
): Promise<Pick<OurIdentity, 'account' | 'arn'> & { readonly is: (who: Who) => boolean }> => {
  const { Arn = '' } = await reading('sts:GetCallerIdentity', 'us', () => sts.getCallerIdentity({}));
  const [, partition = '', account = '', kind, path = ''] = caller.exec(Arn) ?? [];
  if (kind === undefined)
    throw failure(
      failureTypes.refused,
      `The worker acts as ${Arn}: its calls cannot be told apart in CloudTrail.`,
      'Give it a role or a user: docs/deploying.md.',
    );
  const [name = ''] = path.split('/');
  const is = (who: Who): boolean => {
    const issuer = who.sessionContext?.sessionIssuer;
    if (kind === 'assumed-role/')
      return issuer?.type === 'Role' && issuer.accountId === account && issuer.userName === name;
    if (kind === 'root') return who.accountId === account && (who.type === 'Root' || issuer?.type === 'Root');
    return who.arn === Arn || issuer?.arn === Arn;
  };
  return { account, arn: kind === 'assumed-role/' ? `arn:${partition}:iam::${account}:role/${name}` : Arn, is };
};
