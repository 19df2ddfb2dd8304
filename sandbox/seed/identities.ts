import {
  AddRoleToInstanceProfileCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { present } from './present.js';

/** The role and instance profile of the web tier. */
export const WEB_ROLE = 'web-tier';

/** Users with keys, one of them known to the world, and the role that the web servers wear. */
export async function seedIdentities(
  iam: IAMClient,
): Promise<{ readonly leakedKey: { readonly userName: string; readonly accessKeyId: string } }> {
  await iam.send(
    new CreateRoleCommand({
      RoleName: WEB_ROLE,
      AssumeRolePolicyDocument: document('sts:AssumeRole', { Service: 'ec2.amazonaws.com' }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: WEB_ROLE,
      PolicyName: 'read-assets',
      PolicyDocument: document('s3:GetObject', undefined, 'arn:aws:s3:::acme-web-assets/*'),
    }),
  );
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: WEB_ROLE }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: WEB_ROLE, RoleName: WEB_ROLE }));

  const policy = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'deploy', PolicyDocument: document('ec2:*', undefined, '*') }),
  );
  let leaked = '';
  for (const userName of ['alice', 'bob', 'deploy-bot']) {
    await iam.send(new CreateUserCommand({ UserName: userName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
    leaked = present(AccessKey?.AccessKeyId);
  }
  await iam.send(new AttachUserPolicyCommand({ UserName: 'deploy-bot', PolicyArn: present(policy.Policy?.Arn) }));
  return { leakedKey: { userName: 'deploy-bot', accessKeyId: leaked } };
}

function document(Action: string, Principal?: object, Resource?: string): string {
  const statement = { Effect: 'Allow', Action, ...(Principal && { Principal }), ...(Resource && { Resource }) };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
