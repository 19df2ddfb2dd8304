import { randomUUID } from 'node:crypto';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { SANDBOX_ACCOUNT } from '../../sandbox/gateway/accounts.js';
import type { ClientConfig } from './aws.js';

/** Credentials as an intruder holds them. */
export type Held = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** A user made for a test, with one key, who may do everything unless told otherwise. */
export type TestUser = { readonly name: string; readonly arn: string; readonly key: Held };

/** A role made for a test, which the whole account may assume. */
export type TestRole = { readonly name: string; readonly arn: string; readonly id: string };

/** A policy of one statement. */
export const document = (Effect: 'Allow' | 'Deny', Action: string | readonly string[], more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*', ...more }] });

/** Credentials as AWS answers them, ready for a client. */
export const held = (
  made: {
    AccessKeyId?: string | undefined;
    SecretAccessKey?: string | undefined;
    SessionToken?: string | undefined;
  } = {},
): Held => ({
  accessKeyId: made.AccessKeyId ?? '',
  secretAccessKey: made.SecretAccessKey ?? '',
  ...(made.SessionToken && { sessionToken: made.SessionToken }),
});

/** Makes users, roles and sessions in a sandbox, and tries what can be done with their credentials. */
export class Identities {
  /** Past the worker, as the root of the account. */
  readonly iam: IAM;
  readonly #config: ClientConfig;

  constructor(config: ClientConfig) {
    this.#config = config;
    this.iam = new IAM(config);
  }

  async user(allowed = document('Allow', '*')): Promise<TestUser> {
    const name = `user-${randomUUID().slice(0, 8)}`;
    const { User } = await this.iam.createUser({ UserName: name });
    await this.iam.putUserPolicy({ UserName: name, PolicyName: 'own', PolicyDocument: allowed });
    const { AccessKey } = await this.iam.createAccessKey({ UserName: name });
    return { name, arn: User?.Arn ?? '', key: held(AccessKey) };
  }

  async role(principal: object = { AWS: `arn:aws:iam::${SANDBOX_ACCOUNT}:root` }): Promise<TestRole> {
    const name = `role-${randomUUID().slice(0, 8)}`;
    const trust = [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }];
    const { Role } = await this.iam.createRole({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: trust }),
    });
    await this.iam.putRolePolicy({ RoleName: name, PolicyName: 'own', PolicyDocument: document('Allow', '*') });
    return { name, arn: Role?.Arn ?? '', id: Role?.RoleId ?? '' };
  }

  /** A session of a role under a name: EC2 names those that it hands to an instance after the instance. */
  session({ arn }: TestRole, name: string, by: Held): Promise<Held> {
    return this.#asking(by, async (sts) =>
      held((await sts.assumeRole({ RoleArn: arn, RoleSessionName: name })).Credentials),
    );
  }

  /** A session of the user themselves. */
  token(by: Held): Promise<Held> {
    return this.#asking(by, async (sts) => held((await sts.getSessionToken({})).Credentials));
  }

  /** The ARN of whom AWS takes the holder of these credentials for. */
  callerOf(credentials: Held): Promise<string> {
    return this.#asking(credentials, async (sts) => (await sts.getCallerIdentity({})).Arn ?? '');
  }

  /** Whether whoever holds these credentials gets anything done. */
  async works(credentials: Held): Promise<boolean> {
    const ec2 = new EC2({ ...this.#config, credentials });
    try {
      await ec2.describeVpcs({});
      return true;
    } catch (error) {
      if (error instanceof Error && ['UnauthorizedOperation', 'AuthFailure'].includes(error.name)) return false;
      throw error;
    } finally {
      ec2.destroy();
    }
  }

  /** Closes its client. */
  destroy(): void {
    this.iam.destroy();
  }

  async #asking<T>(credentials: Held, ask: (sts: STS) => Promise<T>): Promise<T> {
    const sts = new STS({ ...this.#config, credentials });
    try {
      return await ask(sts);
    } finally {
      sts.destroy();
    }
  }
}
