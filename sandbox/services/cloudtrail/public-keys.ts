import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { ListPublicKeysRequest, ListPublicKeysResponse } from '@aws-sdk/client-cloudtrail';
import { remember } from '../../world/remember.js';
import type { World } from '../../world/world.js';
import { uuid } from '../ids.js';
import { AwsFailure, operation, type Operations } from '../operation.js';

/** A key that CloudTrail signs a Region's digests with. Times are epoch milliseconds. */
type SigningKey = {
  readonly from: number;
  readonly until: number;
  readonly fingerprint: string;
  /** PKCS#1, DER, base64. */
  readonly publicKey: string;
  /** PKCS#8, PEM. */
  readonly privateKey: string;
};

const VALIDITY = 365 * 86_400_000;
const keysOf = (world: World, region: string) => world.table<SigningKey>('cloudtrail.keys', { account: '', region });

/** The Region's key at a time; made when it is first needed. */
export const signingKey = (world: World, region: string, at: number): SigningKey =>
  keysOf(world, region)
    .all()
    .find((key) => key.from <= at && at < key.until) ?? newKey(world, region, at);

const readKey = remember((pem) => createPrivateKey(pem));

/** The RSA signature (PKCS #1 v1.5, SHA-256) of a text, in hexadecimal. */
export const signed = (key: SigningKey, text: string): string =>
  sign('RSA-SHA256', Buffer.from(text), readKey(key.privateKey)).toString('hex');

/** ListPublicKeys: the keys that were valid in a span of time, now unless said. */
export const publicKeyOperations: Operations = {
  ListPublicKeys: operation<ListPublicKeysRequest, ListPublicKeysResponse>((call, { StartTime, EndTime }) => {
    const now = call.world.clock.now();
    const start = StartTime?.getTime() ?? EndTime?.getTime() ?? now;
    const end = EndTime?.getTime() ?? now;
    if (start > end) throw new AwsFailure('InvalidTimeRangeException', 'Start time must be before end time.');
    const keys = keysOf(call.world, call.region).all();
    return {
      PublicKeyList: keys
        .filter((key) => key.from <= end && start < key.until)
        .map((key) => ({
          Value: Buffer.from(key.publicKey, 'base64'),
          ValidityStartTime: new Date(key.from),
          ValidityEndTime: new Date(key.until),
          Fingerprint: key.fingerprint,
        })),
    };
  }),
};

const newKey = (world: World, region: string, at: number): SigningKey => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'pkcs1', format: 'der' });
  return keysOf(world, region).put(uuid(), {
    from: at,
    until: at + VALIDITY,
    fingerprint: createHash('md5').update(der).digest('hex'),
    publicKey: der.toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
};
