import { randomUUID } from 'node:crypto';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Hash } from '../../workflows/contract/json.js';
import { Stack, stepOf, type Launched } from '../support/stack.js';
import { verifyShape } from './shapes.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

type Held = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

let stack: Stack;
let iam: IAM;
beforeAll(async () => {
  stack = await Stack.start();
  iam = new IAM(config());
});
afterAll(() => {
  iam?.destroy();
  return stack?.stop();
});

const config = (credentials?: Held) => {
  const { endpoint, region, credentials: own } = stack.status().aws;
  return { endpoint, region, credentials: credentials ?? own, maxAttempts: 8 };
};
const held = (
  one: {
    AccessKeyId?: string | undefined;
    SecretAccessKey?: string | undefined;
    SessionToken?: string | undefined;
  } = {},
): Held => ({
  accessKeyId: one.AccessKeyId ?? '',
  secretAccessKey: one.SecretAccessKey ?? '',
  ...(one.SessionToken && { sessionToken: one.SessionToken }),
});
const allow = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

const makeUser = async (): Promise<{ readonly name: string; readonly arn: string; readonly key: Held }> => {
  const name = `user-${randomUUID().slice(0, 8)}`;
  const { User } = await iam.createUser({ UserName: name });
  await iam.putUserPolicy({ UserName: name, PolicyName: 'own', PolicyDocument: allow('*') });
  return { name, arn: User?.Arn ?? '', key: held((await iam.createAccessKey({ UserName: name })).AccessKey) };
};
const makeRole = async (): Promise<{ readonly name: string; readonly arn: string }> => {
  const name = `role-${randomUUID().slice(0, 8)}`;
  const trust = { Effect: 'Allow', Principal: { AWS: stack.status().aws.account }, Action: 'sts:AssumeRole' };
  const { Role } = await iam.createRole({
    RoleName: name,
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  });
  await iam.putRolePolicy({ RoleName: name, PolicyName: 'own', PolicyDocument: allow('*') });
  return { name, arn: Role?.Arn ?? '' };
};

const asking = async <T>(by: Held, ask: (sts: STS) => Promise<T>): Promise<T> => {
  const sts = new STS(config(by));
  try {
    return await ask(sts);
  } finally {
    sts.destroy();
  }
};
const token = (by: Held): Promise<Held> => asking(by, async (sts) => held((await sts.getSessionToken({})).Credentials));
const session = (RoleArn: string, RoleSessionName: string, by: Held): Promise<Held> =>
  asking(by, async (sts) => held((await sts.assumeRole({ RoleArn, RoleSessionName })).Credentials));
const works = async (by: Held): Promise<boolean> => {
  const ec2 = new EC2(config(by));
  try {
    await ec2.describeVpcs({});
    return true;
  } catch (error) {
    if (error instanceof Error && ['UnauthorizedOperation', 'AuthFailure'].includes(error.name)) return false;
    throw error;
  } finally {
    ec2.destroy();
  }
};

const launch = (...inputs: readonly string[]): Promise<Launched> =>
  stack.ask('run', 'revoke-credentials', ...inputs.flatMap((one) => ['--set', one]), '--quiet');
const revoke = async (...inputs: readonly string[]): Promise<Launched> => {
  const run = await launch(...inputs);
  await stack.approve(run.id, run.planHash);
  await stack.untilState(run.id, 'completed');
  return run;
};
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100));

describe('a leaked access key', () => {
  it('is followed to its user, who is denied everything before anything else, and released with a lock', async () => {
    const user = await makeUser();
    const { AccessKey } = await iam.createAccessKey({ UserName: user.name });
    const other = held(AccessKey);
    const old = await token(user.key);
    expect(await works(old)).toBe(true);
    const mark = await stack.mark();
    const run = await revoke(`principal=${user.key.accessKeyId}`);
    expect((await stack.effects(mark)).map((event) => event.eventName)).toEqual([
      'PutUserPolicy',
      'UpdateAccessKey',
      'UpdateAccessKey',
    ]);
    expect(await Promise.all([user.key, other, old].map(works))).toEqual([false, false, false]);
    const denied = stepOf(stack.view(run.id), 'denyUser');
    expect(denied.verification).toMatchObject({ assurance: 'configured', holds: true });

    const { planHash } = await stack.ask<{ planHash: Hash }>('release', run.id, '--reason', 'key rotated');
    expect(await works(other)).toBe(false);
    await stack.approve(run.id, planHash);
    await stack.untilState(run.id, 'released');
    expect(await Promise.all([user.key, other, old].map(works))).toEqual([false, true, false]);
    await nextSecond();
    expect(await works(await token(other))).toBe(true);
    const facts = stack.entries(run.id, 'undo').flatMap(({ body }) => body.facts);
    expect(facts.join('\n')).toMatch(/must stay until 20\S+; then: aws iam delete-user-policy/);
    expect(verifyShape.parse(await stack.ask('audit', 'verify', run.case))).toMatchObject({ ok: true });
  });
});

describe('a session of a role', () => {
  it('is followed to its role, of which one host is cut and the others go on', async () => {
    const [role, { key: by }] = [await makeRole(), await makeUser()];
    const [host, sibling] = ['i-0aaaaaaaaaaaaaaaa', 'i-0bbbbbbbbbbbbbbbb'];
    const [stolen, spared] = [await session(role.arn, host, by), await session(role.arn, sibling, by)];
    expect([await works(stolen), await works(spared)]).toEqual([true, true]);
    const run = await revoke(`principal=${stolen.accessKeyId}`, `instanceId=${host}`);
    expect([await works(stolen), await works(spared)]).toEqual([false, true]);
    expect(await works(await session(role.arn, host, by))).toBe(false);
    await stack.release(run.id);
    await nextSecond();
    expect(await works(await session(role.arn, host, by))).toBe(true);
    expect([await works(stolen), await works(spared)]).toEqual([false, true]);
  });

  it('ends with all others of the role, and nobody begins one while its trust is denied', async () => {
    const [role, { key: by }] = [await makeRole(), await makeUser()];
    const old = await session(role.arn, 'old', by);
    const run = await revoke(`principal=role/${role.name}`, 'trust=deny');
    expect(await works(old)).toBe(false);
    await expect(session(role.arn, 'new', by)).rejects.toThrow('not authorized');
    await stack.release(run.id);
    expect(await works(await session(role.arn, 'new', by))).toBe(true);
    expect(await works(old)).toBe(false);
  });
});

describe('a principal that cannot be revoked here', () => {
  it.each([
    ['user/nobody-here', 4, /NoSuchEntity/],
    ['arn:aws:iam::999988887777:user/ada', 3, /in account 999988887777/],
    ['ASIAAAAAAAAAAAAAAAAA', 3, /does not show/],
  ])('%s ends the run with exit %d and a reason', async (principal, code, reason) => {
    const refused = await stack.cli(
      'run',
      'revoke-credentials',
      '--set',
      `principal=${principal}`,
      '--quiet',
      '--json',
    );
    expect(refused.code).toBe(code);
    expect(refused.json()).toMatchObject({ error: { message: expect.stringMatching(reason) } });
  });

  it('is Firebreak itself', async () => {
    const worker = await asking(stack.status().aws.credentials, (sts) => sts.getCallerIdentity({}));
    const { Users = [] } = await iam.listUsers({});
    const own = Users.find(({ UserName }) => UserName === 'firebreak')?.Arn ?? worker.Arn ?? '';
    const refused = await stack.cli('run', 'revoke-credentials', '--set', `principal=${own}`, '--quiet', '--json');
    expect(refused.code).toBe(3);
    expect(refused.json()).toMatchObject({ error: { message: expect.stringContaining('Firebreak itself acts as') } });
  });
});
