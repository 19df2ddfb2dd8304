import { createHash } from 'node:crypto';
import type {
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
  UploadSSHPublicKeyRequest,
  UploadSSHPublicKeyResponse,
} from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { credentialId } from '../ids.js';
import { quotaExceeded } from './failures.js';
import { listed } from './listing.js';
import { needOnOwn } from './own.js';
import { changes, ownedBy, ownerOf } from './owned.js';
import type { UserRecord } from './records.js';
import { sshKeysIn, type SshKeyRecord } from './user-records.js';

const MOST = 5;

const sshListed = (user: UserRecord, key: SshKeyRecord) => ({
  UserName: user.name,
  SSHPublicKeyId: key.id,
  Status: key.status,
  UploadDate: new Date(key.createdAt),
});

const sshShown = (user: UserRecord, key: SshKeyRecord) => ({
  ...sshListed(user, key),
  Fingerprint: key.fingerprint,
  SSHPublicKeyBody: key.body,
});

/** SSH public keys of users: Upload, List, Update, Delete. */
export const sshKeyOperations: Operations = {
  UploadSSHPublicKey: operation<UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse>((call, input) => {
    const user = ownerOf(call, input);
    const body = input.SSHPublicKeyBody ?? '';
    const [, data] = /^ssh-rsa ([A-Za-z0-9+/=]+)/.exec(body) ?? [];
    if (data === undefined) throw new AwsFailure('InvalidPublicKey', 'The public key is not valid.', 400);
    const digest = createHash('md5').update(Buffer.from(data, 'base64')).digest('hex');
    const fingerprint = digest.replace(/(..)(?=.)/g, '$1:').slice(0, 47);
    const theirs = ownedBy(sshKeysIn(call), user);
    if (theirs.some((key) => key.body === body))
      throw new AwsFailure('DuplicateSSHPublicKey', 'The specified SSH public key is already associated.', 400);
    if (theirs.length >= MOST) throw quotaExceeded('SSHPublicKeysPerUser', MOST);
    const id = credentialId('APKA');
    const createdAt = call.world.clock.now();
    const key = sshKeysIn(call).put(id, { id, userId: user.id, createdAt, body, fingerprint, status: 'Active' });
    return { SSHPublicKey: sshShown(user, key) };
  }, needOnOwn),

  ListSSHPublicKeys: operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse>((call, input) => {
    const user = ownerOf(call, input);
    const { items, rest } = listed(ownedBy(sshKeysIn(call), user), input);
    return { SSHPublicKeys: items.map((key) => sshListed(user, key)), ...rest };
  }, needOnOwn),

  ...changes('SSHPublicKey', sshKeysIn, ({ SSHPublicKeyId }: { SSHPublicKeyId?: string }) => SSHPublicKeyId),
};
