import type {
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import { readPolicy, type Policy } from '../../policies/document.js';
import { operation, type Call, type Operations } from '../operation.js';
import { invalidInput, noSuchEntity, notSimulated } from './failures.js';
import { groupNamed, roleNamed, userNamed } from './find.js';
import { inputSources, simulate, simulated, type Source, type Subject } from './simulation.js';
import { defaultText, managedPolicy } from './managed.js';
import { iamArn, type GroupRecord, type RoleRecord, type UserRecord } from './records.js';

type Kind = 'user' | 'group' | 'role';

const sourcesOf = (call: Call, kind: Kind, row: GroupRecord): readonly Source[] => [
  ...Object.entries(row.inline).map(([name, text]) => ({
    id: `${kind}_${row.name}_${name}`,
    type: kind,
    policy: readPolicy(text),
  })),
  ...row.attached.flatMap((arn) => {
    const policy = managedPolicy(call, arn);
    const type = arn.startsWith('arn:aws:iam::aws:') ? ('aws-managed' as const) : ('user-managed' as const);
    return policy === undefined ? [] : [{ id: policy.name, type, policy: readPolicy(defaultText(policy)) }];
  }),
];

const boundaryOf = (call: Call, arn: string | undefined): Policy | undefined => {
  const policy = arn === undefined ? undefined : managedPolicy(call, arn);
  return policy && readPolicy(defaultText(policy));
};

/** The user, group or role that a simulation is about, with everything attached to it. */
const subjectAt = (call: Call, arn: string): Subject => {
  const [, account, kind, name = ''] = /^arn:aws:iam::(\d{12}):(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (account !== call.account)
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  const find = (): GroupRecord | UserRecord | RoleRecord => {
    if (kind === 'user') return userNamed(call, name);
    return kind === 'group' ? groupNamed(call, name) : roleNamed(call, name);
  };
  const row = find();
  const type = kind as Kind;
  if (iamArn(account, type, row) !== arn) throw noSuchEntity(`${arn} cannot be found.`);
  const groups = type === 'user' ? (row as UserRecord).groups.map((group) => groupNamed(call, group)) : [];
  return {
    principal: { kind: type === 'role' ? 'role' : 'user', account, identity: type === 'group' ? [] : [arn, row.id] },
    identity: [...sourcesOf(call, type, row), ...groups.flatMap((group) => sourcesOf(call, 'group', group))],
    boundary: 'boundary' in row ? boundaryOf(call, row.boundary) : undefined,
    context: {
      'aws:PrincipalAccount': account,
      ...(type !== 'group' && { 'aws:PrincipalArn': arn }),
      ...(type === 'user' && { 'aws:username': row.name, 'aws:userid': row.id }),
      ...Object.fromEntries(
        Object.entries('tags' in row ? row.tags : {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
      ),
    },
  };
};

const boundaryIn = (texts: readonly string[] | undefined): Policy | undefined => {
  const [text] = texts ?? [];
  return text === undefined ? undefined : simulated(text);
};

/** SimulatePrincipalPolicy, SimulateCustomPolicy. */
export const simulationOperations: Operations = {
  SimulatePrincipalPolicy: operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse>(
    (call, input) => {
      if (input.PolicyExclusionList !== undefined) throw notSimulated('PolicyExclusionList');
      const subject = subjectAt(call, input.PolicySourceArn ?? '');
      const boundary = boundaryIn(input.PermissionsBoundaryPolicyInputList) ?? subject.boundary;
      return simulate(input, {
        ...subject,
        boundary,
        identity: [...subject.identity, ...inputSources(input.PolicyInputList)],
      });
    },
    (_, { PolicySourceArn = '*' }) => [{ action: 'iam:SimulatePrincipalPolicy', resources: [PolicySourceArn] }],
  ),

  SimulateCustomPolicy: operation<SimulateCustomPolicyRequest, SimulatePolicyResponse>((call, input) => {
    if (input.OrderedOrganizationPolicyInputList !== undefined) throw notSimulated('policies of organizations');
    const { CallerArn = `arn:aws:iam::${call.account}:user/simulated` } = input;
    const account = CallerArn.split(':')[4] ?? call.account;
    return simulate(input, {
      principal: { kind: 'user', account, identity: [CallerArn] },
      identity: inputSources(input.PolicyInputList),
      boundary: boundaryIn(input.PermissionsBoundaryPolicyInputList),
      context: {},
    });
  }),
};
