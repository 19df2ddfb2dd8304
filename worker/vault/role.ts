import { accountOf } from '../../workflows/contract/names.js';
import { keyOf } from './key.js';
import { roleStatements, trustStatements } from './role-statements.js';
import { differs, holds, missing, orNull, type Property } from './property.js';
import { vaultAccount, type Site } from './site.js';
import { beyond, lacking, policyOf, statementsIn, type ReadStatement } from './statements.js';

/** The inline policy of the role that is ours. */
const POLICY = 'firebreak-vault';

/** A role that nobody said whom to trust cannot be made; the message says what is asked for. */
export class NoWorkerError extends Error {}

/** The name of the role, without its path; and its path. */
const named = (roleArn: string): { readonly RoleName: string; readonly Path: string } => {
  const [, Path = '/', RoleName = ''] = /:role(\/(?:.+\/)?)([^/]+)$/.exec(roleArn) ?? [];
  return { RoleName, Path };
};

/** Whom the trust policy lets in, and what is wrong with that. */
const trusted = (
  statements: readonly ReadStatement[],
  { vault, worker }: Site,
): { readonly who: readonly string[]; readonly problems: readonly string[] } => {
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
  const who = allowing.flatMap(({ Principal = {} }) => Object.values(Principal).flat());
  const knows = ({ Condition }: ReadStatement): boolean =>
    Condition?.['StringEquals']?.['sts:ExternalId']?.join() === vault.externalId;
  const account = vaultAccount(vault);
  return {
    who,
    problems: [
      ...(allowing.every(knows) ? [] : ['it does not ask for vault.externalId']),
      ...who.flatMap((one) => {
        if (one === '*') return ['anybody is let in'];
        // What IAM makes of a principal that was deleted ("AWS JSON policy elements: Principal").
        if (/^A[A-Z0-9]{15,}$/.test(one)) return [`${one} does not exist any more`];
        if (one === account || accountOf(one) === account) return [`${one} is of the vault’s own account`];
        return [];
      }),
      ...(worker !== null && !who.includes(worker) ? [`${worker} is not let in`] : []),
      ...(who.length === 0 ? ['nobody is let in'] : []),
    ],
  };
};

/** The role: there; lets in people of another account who know the external id; may write and read, and nothing else. */
export const roleProperties = (site: Site): readonly Property[] => {
  const { vault, clients, worker } = site;
  const { iam } = clients;
  const { RoleName, Path } = named(vault.roleArn);
  return [
    {
      name: 'role',
      should: `${vault.roleArn}: for the worker, of another account, who knows vault.externalId`,
      fix: 'aws iam update-assume-role-policy: one principal, of another account, with StringEquals sts:ExternalId.',
      look: async () => {
        const { Role } = (await orNull(iam.getRole({ RoleName }), 'NoSuchEntityException')) ?? {};
        if (!Role) return missing('no such role');
        const statements = statementsIn(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ''));
        if (statements === null) return differs('its trust policy cannot be understood');
        const { who, problems } = trusted(statements, site);
        return problems.length === 0 ? holds(`for ${who.join(', ')}`) : differs(problems.join(', '));
      },
      make: () => {
        if (worker === null)
          throw new NoWorkerError(`${vault.roleArn} does not exist, and nobody said whom it should trust.`);
        return iam.createRole({
          RoleName,
          Path,
          Description: 'Keeps evidence and seals',
          AssumeRolePolicyDocument: policyOf(trustStatements(worker, vault.externalId)),
        });
      },
    },
    {
      name: 'rights of the role',
      should: `the inline policy ${POLICY} alone: write, lock, hold, read`,
      fix: `Take all other policies from the role; for another ${POLICY}, delete it and run firebreak vault init.`,
      look: async () => {
        const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
        const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
        const others = [...PolicyNames, ...AttachedPolicies.flatMap(({ PolicyName }) => PolicyName ?? [])].filter(
          (name) => name !== POLICY,
        );
        if (others.length > 0) return differs(`it has ${others.join(', ')} as well`);
        const key = await keyOf(site);
        if (!PolicyNames.includes(POLICY) || key === null) return missing('none');
        const { PolicyDocument = '' } = await iam.getRolePolicy({ RoleName, PolicyName: POLICY });
        const found = statementsIn(decodeURIComponent(PolicyDocument)) ?? [];
        const wanted = roleStatements(vault, key);
        const asWanted = statementsIn(policyOf(wanted)) ?? [];
        const less = lacking(found, wanted).map(({ Sid }) => `it lacks ${Sid}`);
        const allows = (all: readonly ReadStatement[]) =>
          all.flatMap(({ Effect, Action = [] }) => (Effect === 'Allow' ? Action : [])).sort();
        const more = allows(found).filter((action) => !allows(asWanted).includes(action));
        // The same actions on other resources, or without their condition.
        const wider = more.length === 0 && beyond(found, wanted).length > 0 ? ['it allows more than that'] : [];
        const problems = [...less, ...more.map((action) => `it has ${action} as well`), ...wider];
        return problems.length === 0 ? holds('as it should be') : differs(problems.join(', '));
      },
      make: async () =>
        iam.putRolePolicy({
          RoleName,
          PolicyName: POLICY,
          PolicyDocument: policyOf(roleStatements(vault, (await keyOf(site)) ?? '')),
        }),
    },
  ];
};
