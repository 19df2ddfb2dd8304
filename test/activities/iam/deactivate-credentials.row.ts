import type { Principal, PrincipalRow } from '../matrix/principals.js';

const give = async ({ bureau: { iam }, name: UserName }: Principal): Promise<void> => {
  const SSHPublicKeyBody = `ssh-rsa ${Buffer.from(`\0\0\0\x07ssh-rsa${UserName}`).toString('base64')} a`;
  await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody });
  await iam.createServiceSpecificCredential({ UserName, ServiceName: 'codecommit.amazonaws.com' });
};

const state = async ({ bureau: { iam }, name: UserName }: Principal) => {
  const { SSHPublicKeys = [] } = await iam.listSSHPublicKeys({ UserName });
  const { ServiceSpecificCredentials = [] } = await iam.listServiceSpecificCredentials({ UserName });
  return [...SSHPublicKeys, ...ServiceSpecificCredentials].map(({ Status }) => Status);
};

const calls = ['UpdateSSHPublicKey', 'UpdateServiceSpecificCredential'];

export const deactivateCredentials: PrincipalRow = {
  action: 'deactivateCredentials',
  of: 'user',
  scenes: [{ given: give, apply: calls, undo: { calls, state }, gone: 'NotFound' }],
};
