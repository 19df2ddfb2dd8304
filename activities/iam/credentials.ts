import type { Aws } from '../aws/aws.js';
import { allPages } from './pages.js';

/** One credential of a user. `since` is when it was made or uploaded. */
export type Credential = { readonly id: string; readonly active: boolean; readonly since: string };

/** A kind of credential that a user can have several of, each active or inactive. */
export type CredentialKind = {
  readonly name: string;
  readonly operation: string;
  /** What names one of them in calls. */
  readonly field: string;
  /** What ids look like, as a regular expression: their lengths are in IAM's model of each operation. */
  readonly ids: string;
  /** How many one signature covers: more than a user can have at once, because new ones may appear meanwhile. */
  readonly slots: number;
  readonly read: (aws: Aws, userName: string) => Promise<readonly Credential[]>;
};

const credential = (id = '', status = '', since?: Date): Credential => ({
  id,
  active: status === 'Active',
  since: since?.toISOString() ?? 'unknown',
});

/** Access keys. A user has two at most. */
export const accessKeys: CredentialKind = {
  name: 'key',
  operation: 'UpdateAccessKey',
  field: 'AccessKeyId',
  ids: 'AKIA[A-Z0-9]{12,124}',
  slots: 8,
  read: (aws, UserName) =>
    allPages(
      'iam:ListAccessKeys',
      UserName,
      (from) => aws.iam.listAccessKeys({ UserName, ...from }),
      ({ AccessKeyMetadata = [] }) =>
        AccessKeyMetadata.map((one) => credential(one.AccessKeyId, one.Status, one.CreateDate)),
    ),
};

/** X.509 certificates that sign requests of old interfaces. A user has two at most. */
export const signingCertificates: CredentialKind = {
  name: 'certificate',
  operation: 'UpdateSigningCertificate',
  field: 'CertificateId',
  ids: String.raw`\w{24,128}`,
  slots: 4,
  read: (aws, UserName) =>
    allPages(
      'iam:ListSigningCertificates',
      UserName,
      (from) => aws.iam.listSigningCertificates({ UserName, ...from }),
      ({ Certificates = [] }) => Certificates.map((one) => credential(one.CertificateId, one.Status, one.UploadDate)),
    ),
};

/** SSH public keys, for CodeCommit. A user has five at most. */
export const sshKeys: CredentialKind = {
  name: 'ssh',
  operation: 'UpdateSSHPublicKey',
  field: 'SSHPublicKeyId',
  ids: String.raw`\w{20,128}`,
  slots: 10,
  read: (aws, UserName) =>
    allPages(
      'iam:ListSSHPublicKeys',
      UserName,
      (from) => aws.iam.listSSHPublicKeys({ UserName, ...from }),
      ({ SSHPublicKeys = [] }) =>
        SSHPublicKeys.map((one) => credential(one.SSHPublicKeyId, one.Status, one.UploadDate)),
    ),
};

/** User names and passwords, or API keys, that one service takes. A user has two at most for each service. */
export const serviceCredentials: CredentialKind = {
  name: 'service',
  operation: 'UpdateServiceSpecificCredential',
  field: 'ServiceSpecificCredentialId',
  ids: String.raw`\w{20,128}`,
  slots: 12,
  read: (aws, UserName) =>
    allPages(
      'iam:ListServiceSpecificCredentials',
      UserName,
      (from) => aws.iam.listServiceSpecificCredentials({ UserName, ...from }),
      ({ ServiceSpecificCredentials = [] }) =>
        ServiceSpecificCredentials.map((one) =>
          credential(one.ServiceSpecificCredentialId, one.Status, one.CreateDate),
        ),
    ),
};
