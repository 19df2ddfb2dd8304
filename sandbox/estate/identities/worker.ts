import type { IAM } from '@aws-sdk/client-iam';
import type { Credentials } from '../../gateway/credentials.js';
import { buckets } from '../buckets.js';
import { present } from '../answers.js';
import { policy } from '../policy.js';

/** The user that the worker signs as, and the role that it takes for whatever it does. */
export const WORKER = 'firebreak';

/** The identity of the worker, with its key. */
export type WorkerIdentity = {
  readonly principal: string;
  readonly roleArn: string;
  readonly credentials: Credentials;
};

/** A managed policy has 6,144 characters at most ("IAM and AWS STS quotas"): so many actions fit surely. */
const ACTIONS_IN_A_POLICY = 100;

/**
 * Makes the worker's user, which may take two roles and nothing else: that of the vault, and one that may do `permissions`
 * (IAM actions) and read the files of the trail.
 */
export const makeWorker = async (
  iam: IAM,
  permissions: readonly string[],
  vaultRole: string,
): Promise<WorkerIdentity> => {
  // Taking roles is for the user alone.
  const actions = [...new Set(permissions)].filter((one) => one !== 'sts:AssumeRole').sort();
  const parts = Array.from({ length: Math.ceil(actions.length / ACTIONS_IN_A_POLICY) }, (_, index) =>
    policy({ Action: actions.slice(index * ACTIONS_IN_A_POLICY, (index + 1) * ACTIONS_IN_A_POLICY), Resource: '*' }),
  );
  const logs = `arn:aws:s3:::${buckets.logs}`;
  const documents = [
    ...parts,
    policy(
      { Action: ['cloudtrail:DescribeTrails', 'cloudtrail:ListPublicKeys'], Resource: '*' },
      { Action: ['s3:ListBucket', 's3:GetObject'], Resource: [logs, `${logs}/*`] },
    ),
  ];
  const { User } = await iam.createUser({ UserName: WORKER, Tags: [{ Key: 'purpose', Value: 'incident response' }] });
  const principal = present(User?.Arn);
  const { Role } = await iam.createRole({
    RoleName: WORKER,
    AssumeRolePolicyDocument: policy({ Principal: { AWS: principal }, Action: 'sts:AssumeRole' }),
  });
  const roleArn = present(Role?.Arn);
  await Promise.all([
    ...documents.map(async (PolicyDocument, index) => {
      const { Policy } = await iam.createPolicy({ PolicyName: `${WORKER}-worker-${index + 1}`, PolicyDocument });
      await iam.attachRolePolicy({ RoleName: WORKER, PolicyArn: present(Policy?.Arn) });
    }),
    iam.putUserPolicy({
      UserName: WORKER,
      PolicyName: 'roles',
      PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: [roleArn, vaultRole] }),
    }),
  ]);
  const { AccessKey } = await iam.createAccessKey({ UserName: WORKER });
  return {
    principal,
    roleArn,
    credentials: {
      accessKeyId: present(AccessKey?.AccessKeyId),
      secretAccessKey: present(AccessKey?.SecretAccessKey),
    },
  };
};
