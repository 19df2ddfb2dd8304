import { findKey, type FoundKey } from '../../../../sandbox/services/iam/credentials.js';
import { authorizer } from '../../../../sandbox/services/iam/authorizer.js';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { operation, type Caller, type Service } from '../../../../sandbox/services/operation.js';
import { sts } from '../../../../sandbox/services/sts/index.js';
import { ACCOUNT, openBench, REGION, type Bench } from '../harness.js';

/** A service to be denied: it does nothing, and takes the permissions that its input names. */
export const asked: Service = {
  name: 'ec2',
  model: 'ec2',
  families: [
    {
      Ask: operation<{ action: string; resource: string; context?: Record<string, string> }, object>(
        () => ({}),
        (_, { action, resource, context = {} }) => [{ action, resources: [resource], context }],
      ),
    },
  ],
};

/** A bench on which policies are in force. */
export const openGuarded = (): Bench => openBench([iam, sts], authorizer([iam, sts]));

export const INSTANCE = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0123456789abcdef0`;

/** A policy of one statement. */
export const policy = (Effect: 'Allow' | 'Deny', Action: string | string[], rest: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*', ...rest }] });

/** A trust policy for a principal. */
export const trust = (Principal: object | string, rest: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...rest }],
  });

/** The key as the gateway finds it; fails when there is none. */
export const keyOf = ({ world }: Bench, accessKeyId: string): FoundKey => {
  const key = findKey(world, accessKeyId);
  if (key === undefined) throw new Error(`${accessKeyId} is unknown`);
  return key;
};

/** A new user with an access key, as a caller. */
export const newUser = (bench: Bench, UserName: string, allowed?: string): Caller => {
  bench.call(iam, 'CreateUser', { UserName });
  if (allowed !== undefined)
    bench.call(iam, 'PutUserPolicy', { UserName, PolicyName: 'allowed', PolicyDocument: allowed });
  const { AccessKey } = bench.call<{ AccessKey: { AccessKeyId: string } }>(iam, 'CreateAccessKey', { UserName });
  return keyOf(bench, AccessKey.AccessKeyId).caller;
};

/** A new role that the account trusts. */
export const newRole = (bench: Bench, RoleName: string, allowed?: string): string => {
  const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
  const { Role } = bench.call<{ Role: { Arn: string } }>(iam, 'CreateRole', { RoleName, AssumeRolePolicyDocument });
  if (allowed !== undefined)
    bench.call(iam, 'PutRolePolicy', { RoleName, PolicyName: 'allowed', PolicyDocument: allowed });
  return Role.Arn;
};

/** A session of a role, begun by `as`, as a caller. */
export const newSession = (bench: Bench, as: Caller, RoleArn: string, more: object = {}): Caller => {
  const { Credentials } = bench.call<{ Credentials: { AccessKeyId: string } }>(
    sts,
    'AssumeRole',
    { RoleArn, RoleSessionName: 'responder', ...more },
    as,
  );
  return keyOf(bench, Credentials.AccessKeyId).caller;
};

/** Whether a caller may do something; fails for any refusal that is no denial. */
export const may = (bench: Bench, caller: Caller, action: string, resource = '*'): boolean => {
  try {
    bench.call(asked, 'Ask', { action, resource }, caller);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'UnauthorizedOperation') return false;
    throw error;
  }
};
