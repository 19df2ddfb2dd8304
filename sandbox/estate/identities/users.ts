import { randomBytes } from 'node:crypto';
import type { IAM } from '@aws-sdk/client-iam';
import { codeAt } from '../../services/iam/totp.js';
import { present } from '../answers.js';
import type { Policies } from './policies.js';

/** Makes people and programs; answers the key of `deploy-bot` that leaks in drills, by its id. */
export const makeUsers = async (
  iam: IAM,
  policies: Policies,
): Promise<{ readonly leakedKey: { readonly userName: string; readonly accessKeyId: string } }> => {
  await makeGroups(iam, policies);
  const [key] = await Promise.all([
    makeBot(iam, 'deploy-bot', policies.deploy, 2),
    makeBot(iam, 'ci', policies.deploy, 1, policies['developer-boundary']),
    makePerson(iam, 'alice', 'admins'),
    makePerson(iam, 'bob', 'developers', policies['developer-boundary']),
    makePerson(iam, 'carol', 'auditors'),
  ]);
  return { leakedKey: { userName: 'deploy-bot', accessKeyId: key } };
};

const makeGroups = async (iam: IAM, policies: Policies): Promise<void> => {
  const groups: Readonly<Record<string, readonly string[]>> = {
    admins: ['arn:aws:iam::aws:policy/AdministratorAccess', policies['require-mfa']],
    developers: [policies.develop],
    auditors: ['arn:aws:iam::aws:policy/SecurityAudit'],
  };
  await Promise.all(
    Object.entries(groups).map(async ([GroupName, arns]) => {
      await iam.createGroup({ GroupName });
      await Promise.all(arns.map((PolicyArn) => iam.attachGroupPolicy({ GroupName, PolicyArn })));
    }),
  );
};

/** A program: a policy of its own and so many access keys, of which the first is answered. */
const makeBot = async (iam: IAM, UserName: string, PolicyArn: string, keys: number, boundary?: string) => {
  await iam.createUser({ UserName, Path: '/', ...(boundary !== undefined && { PermissionsBoundary: boundary }) });
  await iam.attachUserPolicy({ UserName, PolicyArn });
  const ids: string[] = [];
  while (ids.length < keys) {
    const { AccessKey } = await iam.createAccessKey({ UserName });
    ids.push(present(AccessKey?.AccessKeyId));
  }
  return present(ids[0]);
};

/** A person who signs in at the console, with a virtual MFA device, and is in a group. */
const makePerson = async (iam: IAM, UserName: string, GroupName: string, boundary?: string): Promise<void> => {
  await iam.createUser({
    UserName,
    ...(boundary !== undefined && { PermissionsBoundary: boundary }),
    Tags: [{ Key: 'team', Value: GroupName }],
  });
  await iam.addUserToGroup({ UserName, GroupName });
  // Nobody signs in with it: what matters is that it is there, and that it can be taken away.
  await iam.createLoginProfile({ UserName, Password: `Aa1!${randomBytes(15).toString('base64url')}` });
  const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: UserName });
  const seed = Buffer.from(present(VirtualMFADevice?.Base32StringSeed)).toString('utf8');
  const now = Date.now();
  await iam.enableMFADevice({
    UserName,
    SerialNumber: present(VirtualMFADevice?.SerialNumber),
    AuthenticationCode1: codeAt(seed, now),
    AuthenticationCode2: codeAt(seed, now, 1),
  });
};
