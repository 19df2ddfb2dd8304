import type { GrantConstraints, GrantOperation, KeySpec, KeyUsageType } from '@aws-sdk/client-kms';
import type { Table } from '../../world/store.js';
import type { Place } from '../operation.js';
import type { PrincipalIds } from '../policy-principals.js';

/** A KMS key as the sandbox keeps it. Times are epoch milliseconds of the world's clock. */
export type KeyRecord = {
  readonly id: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsageType;
  /** `AWS` for the keys that services make for themselves (`alias/aws/…`). */
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly description: string;
  readonly createdAt: number;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  /** When it is deleted for ever; there while it is pending deletion. */
  readonly deletionAt?: number;
  readonly policy: string;
  /** Whom the policy means. */
  readonly policyIds?: PrincipalIds;
  readonly tags: Readonly<Record<string, string>>;
  readonly rotation?: { readonly periodDays: number; readonly since: number };
  readonly material: KeyMaterial;
};

/** What only KMS knows of a key. */
export type KeyMaterial = {
  /** Secret of a symmetric or HMAC key, base64. */
  readonly secret?: string;
  /** PKCS#8 PEM of a key pair. */
  readonly privateKey?: string;
  /** Names the material of a symmetric key, as `KeyMaterialId` shows it. */
  readonly id: string;
};

/** An alias: `alias/name` and the key it stands for, in the same account and Region. */
export type AliasRecord = {
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** A grant on a key of this account and Region. */
export type GrantRecord = {
  readonly id: string;
  readonly keyId: string;
  readonly name?: string;
  readonly createdAt: number;
  readonly issuingAccount: string;
  readonly grantee: string;
  readonly retiring?: string;
  readonly operations: readonly GrantOperation[];
  readonly constraints?: GrantConstraints;
};

/** Keys by key id. */
export const keysIn = (place: Place): Table<KeyRecord> => place.world.table('kms.keys', scopeOf(place));

/** Aliases by name, with `alias/`. */
export const aliasesIn = (place: Place): Table<AliasRecord> => place.world.table('kms.aliases', scopeOf(place));

/** Grants by grant id. */
export const grantsIn = (place: Place): Table<GrantRecord> => place.world.table('kms.grants', scopeOf(place));

/** The account and Region that a key lives in, as a place. */
export const homeOf = ({ world }: Place, { account, region }: KeyRecord): Place => ({ world, account, region });

const scopeOf = ({ account, region }: Place) => ({ account, region });
