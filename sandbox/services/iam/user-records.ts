import type { Table } from '../../world/store.js';
import { scopeOf, type Home, type Tags } from './records.js';
import { tracked } from './history.js';

export type LoginProfileRecord = {
  readonly createdAt: number;
  readonly resetRequired: boolean;
  /** SHA-256, for nothing here ever asks for the password itself. */
  readonly passwordHash: string;
};

/** A virtual MFA device; one without a user is not assigned. */
export type MfaRecord = {
  readonly serial: string;
  readonly path: string;
  readonly name: string;
  /** Base32, as the authenticator holds it. */
  readonly seed: string;
  readonly tags: Tags;
  /** The user's unique id, or the account's for root. */
  readonly userId?: string;
  readonly enabledAt?: number;
};

type OfUser = { readonly id: string; readonly userId: string; readonly createdAt: number };

export type SshKeyRecord = OfUser & {
  readonly body: string;
  readonly fingerprint: string;
  readonly status: 'Active' | 'Inactive';
};

export type CertificateRecord = OfUser & { readonly body: string; readonly status: 'Active' | 'Inactive' };

export type ServiceCredentialRecord = OfUser & {
  readonly service: string;
  readonly serviceUserName: string;
  readonly status: 'Active' | 'Inactive';
  readonly expiresAt?: number;
};

/** By the user's unique id. */
export const loginProfilesIn = (home: Home): Table<LoginProfileRecord> =>
  home.world.table('iam.loginProfiles', scopeOf(home));
/** By serial number (an ARN). */
export const mfaDevicesIn = (home: Home): Table<MfaRecord> => tracked(home.world, 'iam.mfaDevices', scopeOf(home));
export const sshKeysIn = (home: Home): Table<SshKeyRecord> => home.world.table('iam.sshKeys', scopeOf(home));
export const signingCertificatesIn = (home: Home): Table<CertificateRecord> =>
  home.world.table('iam.signingCertificates', scopeOf(home));
export const serviceCredentialsIn = (home: Home): Table<ServiceCredentialRecord> =>
  home.world.table('iam.serviceCredentials', scopeOf(home));
