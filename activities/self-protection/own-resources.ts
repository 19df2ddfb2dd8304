import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import { instanceIdPattern } from '../../workflows/contract/names.js';
import { readingFor } from '../aws/attempt.js';
import type { Clients } from '../aws/clients.js';
import { reading } from '../aws/reading.js';
import type { VaultSettings } from '../aws/vault.js';
import { decoded } from '../iam/documents.js';
import { trustedBy } from '../iam/role-standing.js';
import type { Protected } from './protection.js';

const caller = /^arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):(user|assumed-role)\/(.+)$/;
const principal = /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:user|role)|sts::\d{12}:assumed-role)\//;
const instance = new RegExp(`^${instanceIdPattern}$`);

const identity = (arn: string, kind: 'user' | 'role', name: string): Protected => ({
  arn,
  why: `Firebreak itself acts as the ${kind} ${name}, and without it nothing could be put back`,
  instead: 'Give the worker another identity first (docs/deploying.md), then launch this again.',
});

/**
 * What a worker is made of, as far as AWS tells it: the users or roles that it acts as (where it takes a role, who it is
 * before, too), whoever may become those roles by their trust policies, the instance that it runs on, and its vault. EC2
 * names the sessions that it hands to an instance after the instance (IAM User Guide, "IAM policy elements: Variables and
 * tags", "Where you can use").
 */
export const ownResources = async (clients: Clients): Promise<readonly Protected[]> => {
  const attempt = readingFor({ case: 'deployment', run: 'deployment' });
  return clients.during(attempt, async () => {
    const identities = [...new Set([clients.sts, clients.own])].map((sts) => madeOf(clients, sts));
    return [...(clients.vault ? vaultResources(clients.vault) : []), ...(await Promise.all(identities)).flat()];
  });
};

const madeOf = async (clients: Clients, sts: Clients['sts']): Promise<readonly Protected[]> => {
  const { Arn = '' } = await reading('sts:GetCallerIdentity', 'us', () => sts.getCallerIdentity({}));
  const [, partition = '', account = '', kind, path = ''] = caller.exec(Arn) ?? [];
  if (kind === undefined) return [];
  if (kind === 'user') return [identity(Arn, 'user', path.slice(path.lastIndexOf('/') + 1))];
  const [role = '', session = ''] = path.split('/');
  return [
    ...(await trustedWith(clients, role)),
    ...(instance.test(session) ? [host(`arn:${partition}:ec2::${account}:instance/${session}`)] : []),
    identity(`arn:${partition}:iam::${account}:role/${role}`, 'role', role),
  ];
};

const host = (arn: string): Protected => ({
  arn,
  why: 'this worker runs on it',
  instead: 'Start a worker on another host first (docs/deploying.md), then launch this again.',
});

// Those named in the policy itself and no further: refusing whoever might become one of them would spare an intruder.
const trustedWith = async ({ iam }: Clients, role: string): Promise<readonly Protected[]> => {
  try {
    const { Role } = await reading('iam:GetRole', role, () => iam.getRole({ RoleName: role }));
    const trusted = trustedBy(decoded(Role?.AssumeRolePolicyDocument)).filter((one) => principal.test(one));
    return trusted.map((arn) => ({
      arn,
      why: `it may become the role ${role}, which Firebreak acts as, by the trust policy of that role`,
      instead: `Take it out of the trust policy of ${role} first, start the worker again, then launch this again.`,
    }));
  } catch (error) {
    // A worker that does not revoke credentials need not be allowed to read them; its trust chain can be listed.
    if (error instanceof ApplicationFailure && error.type === failureTypes.denied) return [];
    throw error;
  }
};

const vaultResources = ({ bucket, roleArn, keyArn }: VaultSettings): readonly Protected[] => {
  const kept: readonly (readonly [string, string])[] = [
    [roleArn, 'role'],
    [`arn:aws:s3:::${bucket}`, 'bucket'],
    ...(keyArn ? [[keyArn, 'key'] as const] : []),
  ];
  return kept.map(([arn, what]) => ({
    arn,
    why: `it is the ${what} of the evidence vault, and without it evidence is not safe`,
    instead: 'Configure another vault first (docs/deploying.md), then launch this again.',
  }));
};
