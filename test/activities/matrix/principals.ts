import type { JsonObject } from '../../../workflows/contract/json.js';
import type { Held } from '../../support/identities.js';
import type { Bureau } from '../iam/bureau.js';
import type { Row, Stage } from './scene.js';

/** A user or a role that was made for one scene. `key` is the user's, or that of somebody who may assume the role. */
export type Principal = { readonly bureau: Bureau; readonly name: string; readonly arn: string; readonly key: Held };

/** The row of an action on a user or a role; `input` is what its playbook is launched with. */
export type PrincipalRow = Row<Principal> & { readonly of: 'user' | 'role'; readonly input?: JsonObject };

const concurrent = { kind: 'error', status: 409, code: 'ConcurrentModification' } as const;

/** Sets scenes on users and roles of their own: several can go on at once. */
export const principalStage = (bureau: () => Bureau): Stage<Principal, PrincipalRow> => ({
  office: () => bureau().office,
  mishaps: [['meet a change by somebody else', concurrent, 'WaitForConsistency']],
  lanes: 12,
  set: async ({ of, input = {} }, { given }) => {
    const user = await bureau().user();
    const place = { bureau: bureau(), key: user.key, ...(of === 'user' ? user : await bureau().role()) };
    await given?.(place);
    return { place, signed: await bureau().signed(place.arn, input), mark: place.name };
  },
  vanish: (place) => (place.arn.includes(':user/') ? deleteUser(place) : deleteRole(place)),
  // Scenes that go on at once share their clients.
  impatiently: (work) => work(),
});

const deleteRole = async ({ bureau: { iam }, name: RoleName }: Principal): Promise<void> => {
  await iam.deleteRolePolicy({ RoleName, PolicyName: 'own' });
  await iam.deleteRole({ RoleName });
};

/** "Deleting an IAM user" (IAM User Guide): what a user has goes first. */
const deleteUser = async ({ bureau: { iam }, name: UserName }: Principal): Promise<void> => {
  const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName });
  for (const { AccessKeyId } of AccessKeyMetadata) await iam.deleteAccessKey({ UserName, AccessKeyId });
  const { SSHPublicKeys = [] } = await iam.listSSHPublicKeys({ UserName });
  for (const { SSHPublicKeyId } of SSHPublicKeys) await iam.deleteSSHPublicKey({ UserName, SSHPublicKeyId });
  const { ServiceSpecificCredentials = [] } = await iam.listServiceSpecificCredentials({ UserName });
  for (const { ServiceSpecificCredentialId } of ServiceSpecificCredentials)
    await iam.deleteServiceSpecificCredential({ UserName, ServiceSpecificCredentialId });
  await iam.deleteLoginProfile({ UserName }).catch(() => undefined);
  await iam.deleteUserPolicy({ UserName, PolicyName: 'own' });
  await iam.deleteUser({ UserName });
};
