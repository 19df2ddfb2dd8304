import { createHash } from 'node:crypto';
import { GetObjectCommand, S3, type S3ClientConfig, type UploadPartCommand } from '@aws-sdk/client-s3';
import type { STS } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { heldSession, roleSession } from './role-session.js';
import { objectPolicy, type VaultAccess } from './vault-policy.js';

/** A tool that is kept in the vault: nothing runs on a suspect host that does not hash to what is configured. */
export type VaultTool = { readonly key: string; readonly sha256: string; readonly version: string };

/** Where evidence is kept: a bucket with Object Lock, in another account than the one under attack. */
export type VaultSettings = {
  readonly bucket: string;
  readonly region: string;
  readonly roleArn: string;
  readonly externalId: string;
  readonly keyArn?: string | undefined;
  readonly lockMode: 'governance' | 'compliance';
  readonly retainDays: number;
  readonly tools: { readonly avml?: VaultTool | undefined; readonly ec2rescue?: VaultTool | undefined };
};

/** An address that does one thing without credentials, until it expires. */
export type Presigned = { readonly url: string; readonly expiresAt: Date };

/** The vault. Every object has a session of its own, whose policy names that object alone. */
export type Vault = VaultSettings & {
  /** S3 as this object's session may use it, to keep it unless said otherwise: each call passes the ledger's door. */
  readonly object: (key: string, access?: VaultAccess) => S3;
  /** Addresses for requests on this object, all signed by one fresh session. */
  readonly presign: (
    key: string,
    commands: readonly Presignable[],
    access?: VaultAccess,
  ) => Promise<readonly Presigned[]>;
  /** Where an object is, without the right to it: the beginning of every address for it. */
  readonly address: (key: string) => Promise<string>;
};

type Presignable = GetObjectCommand | UploadPartCommand;

/** AWS's bound for a role that is assumed with the credentials of another role ("Role chaining", IAM User Guide). */
const sessionSeconds = 3_600;
/** Whoever is handed an address needs time to use it: a session with less than this left signs none. */
const leastLeft = 55 * 60_000;
const mostObjects = 64;
/**
 * Signed as a header, which whoever uses the address has to send: the SDK would move it into the address, where S3 does
 * not look at it (README of @aws-sdk/s3-request-presigner; aws/aws-sdk-js-v3 issue 3906, aws/aws-sdk issue 480).
 */
const sentHeaders = ['x-amz-checksum-sha256'];

/**
 * Opens the vault. All its clients are built with `client`, whose connections belong to the caller; `guard` puts the
 * ledger's door in front of each.
 */
export const openVault = (
  settings: VaultSettings,
  sts: STS,
  client: S3ClientConfig,
  guard: (client: S3) => void,
): Vault => {
  const objects = new Map<string, ReturnType<typeof openObject>>();
  const objectAt = (key: string, access: VaultAccess = 'keep'): ReturnType<typeof openObject> => {
    const name = `${access} ${key}`;
    const made = objects.get(name) ?? openObject(settings, sts, client, guard, key, access);
    objects.delete(name);
    objects.set(name, made);
    for (const old of [...objects.keys()].slice(0, Math.max(0, objects.size - mostObjects))) objects.delete(old);
    return made;
  };
  return {
    ...settings,
    object: (key, access) => objectAt(key, access).s3,
    presign: (key, commands, access) => objectAt(key, access).presign(commands),
    address: async (key) => {
      const signer = new S3({ ...client, credentials: { accessKeyId: 'none', secretAccessKey: 'none' } });
      const url = await getSignedUrl(signer, new GetObjectCommand({ Bucket: settings.bucket, Key: key }));
      return url.slice(0, url.indexOf('?'));
    },
  };
};

const openObject = (
  settings: VaultSettings,
  sts: STS,
  client: S3ClientConfig,
  guard: (client: S3) => void,
  key: string,
  access: VaultAccess,
) => {
  const sessions = heldSession(
    roleSession(sts, {
      roleArn: settings.roleArn,
      externalId: settings.externalId,
      // Both accounts' trails show it: it means nothing there, and the ledger has the call.
      name: `x${createHash('sha256').update(key).digest('hex').slice(0, 23)}`,
      policy: objectPolicy(settings, key, access),
      seconds: sessionSeconds,
    }),
  );
  const config: S3ClientConfig = {
    ...client,
    credentials: sessions.credentials,
    // A part goes out from a host by curl, with the checksum that its address was signed for, and none of the SDK's own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
  const s3 = new S3(config);
  guard(s3);
  return {
    s3,
    presign: async (commands: readonly Presignable[]): Promise<readonly Presigned[]> => {
      const session = await sessions.lasting(leastLeft);
      // Signing sends nothing: what the addresses are for is in the plan of the call that hands them on.
      const signer = new S3({ ...config, credentials: session });
      return Promise.all(
        commands.map(async (command) => ({
          url: await getSignedUrl(signer, command as GetObjectCommand, {
            expiresIn: sessionSeconds,
            unhoistableHeaders: new Set(sentHeaders),
          }),
          expiresAt: session.expiration,
        })),
      );
    },
  };
};
