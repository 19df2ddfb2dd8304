import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import { settled } from '../aws/settled.js';
import { decoded, isSame, trustNobody } from './documents.js';
import { updateTrust } from './role-calls.js';
import { trustedBy } from './role-standing.js';
import { readRole, roleInput } from './roles.js';
import { longestRecorded } from './times.js';
import { wearersOf } from './wearers.js';

const record = z.strictObject({ prior: z.string() });

const readTrust = async (aws: Aws, RoleName: string): Promise<string> => {
  const { Role } = await reading('iam:GetRole', RoleName, () => aws.iam.getRole({ RoleName }));
  return decoded(Role?.AssumeRolePolicyDocument) ?? '';
};

/**
 * Lets nobody begin a session of a role, so that revoking its sessions lasts. The policy that says whom it trusts is
 * kept and put back on release. Not for roles that instances wear: EC2 could renew the credentials of none of them.
 */
export const denyTrust = action({
  name: 'denyTrust',
  title: 'Let nobody begin a session of a role',
  effect: 'change',
  blocking: false,
  input: roleInput,
  facts: record,
  output: record,
  permissions: [
    'iam:GetRole',
    'iam:ListInstanceProfilesForRole',
    'ec2:DescribeInstances',
    'iam:UpdateAssumeRolePolicy',
  ],

  async plan(aws, { roleName }, { target }) {
    const { id, owner, role } = await readRole(aws, roleName, target);
    const { instances, profiles } = await wearersOf(aws, roleName);
    if (instances.length > 0)
      throw failure(
        failureTypes.refused,
        `${instances.length} instance(s) wear ${roleName} (${instances.slice(0, 5).join(', ')}): denying its trust would stop all of them when their credentials run out.`,
        'Launch it with instanceId to cut the sessions of one host, or with trust=keep.',
      );
    const prior = decoded(role.AssumeRolePolicyDocument) ?? '';
    if (prior.length > longestRecorded)
      throw failure(
        failureTypes.refused,
        `The trust policy of ${roleName} has ${prior.length} characters: too long to be put back from the ledger.`,
        'Launch it with trust=keep.',
      );
    return {
      owner,
      kind: 'role',
      calls: [updateTrust('deny', roleName, trustNobody)],
      targetState: { role: id, trusts: 'nobody' },
      victims: profiles,
      reversible: true,
      summary: `let nobody begin a session of ${roleName}`,
      differences: [{ what: 'trust policy', now: prior, then: 'nobody' }],
      blastRadius: trustedBy(prior).map((who) => ({
        severity: 'danger',
        message: `${who} gets no session of ${roleName} any more`,
        resources: [who],
      })),
      facts: { prior },
    };
  },

  async apply(aws, { input: { roleName } }) {
    const now = await readTrust(aws, roleName);
    const kept = record.nullable().parse(await aws.kept());
    const prior = kept?.prior ?? now;
    if (!kept) await aws.keep({ prior });
    if (!isSame(now, trustNobody)) await aws.make('deny');
    return { prior };
  },

  async verify(aws, { input: { roleName } }) {
    const now = await readTrust(aws, roleName);
    const holds = isSame(now, trustNobody);
    return {
      assurance: 'configured',
      holds,
      facts: [`${roleName} trusts ${holds ? 'nobody' : trustedBy(now).join(', ')}`],
      notCut: [],
    };
  },

  undo: {
    facts: record,
    async plan(aws, { plan, output, kept }) {
      const { roleName } = plan.input;
      const { id, owner } = await readRole(aws, roleName, plan.target);
      const { prior } = output ?? record.nullable().catch(null).parse(kept) ?? plan.facts;
      const now = await readTrust(aws, roleName);
      if (!isSame(now, trustNobody) && !isSame(now, prior))
        throw failure(
          failureTypes.moved,
          `Somebody changed whom ${roleName} trusts since. Nothing was put back.`,
          'Look into who did (CloudTrail: UpdateAssumeRolePolicy). Release the other steps with --step.',
        );
      return {
        owner,
        kind: 'role',
        calls: [updateTrust('restore', roleName, prior)],
        targetState: { role: id, trust: prior },
        reversible: true,
        summary: `let ${roleName} trust again whom it trusted before`,
        differences: [{ what: 'trust policy', now, then: prior }],
        blastRadius: trustedBy(prior).map((who) => ({
          severity: 'danger',
          message: `${who} may begin sessions of ${roleName} again: is it sure that the intruder did not write that in?`,
          resources: [who],
        })),
        facts: { prior },
      };
    },
    async apply(aws, { input: { roleName }, facts: { prior } }) {
      const read = () => readTrust(aws, roleName);
      if (!isSame(await read(), prior)) await aws.make('restore');
      const after = await settled(aws, read, (now) => isSame(now, prior));
      if (!isSame(after, prior))
        throw failure(failureTypes.notHolding, `AWS does not read the trust policy of ${roleName} back as it was.`);
      return [`${roleName} trusts ${trustedBy(after).join(', ') || 'nobody'} again`];
    },
  },
});
