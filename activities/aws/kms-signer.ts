import { createPublicKey } from 'node:crypto';
import { KMS } from '@aws-sdk/client-kms';
import { STS } from '@aws-sdk/client-sts';
import { LedgerInputError, LedgerUnavailableError } from '../../ledger/errors.js';
import { ledgerKey } from '../../ledger/keys.js';
import { checkedSigner, type Signer } from '../../ledger/signer.js';
import { clientSettings } from './client-settings.js';
import { allowing, roleSession } from './role-session.js';

/** A signing key that never leaves AWS KMS, and the role that may use it; without one, the worker's own identity. */
export type KmsKey = {
  readonly keyArn: string;
  readonly role?: { readonly roleArn: string; readonly externalId: string | undefined };
};

/** A signer, and the way to let go of its connections. */
export type KmsSigner = Signer & { readonly close: () => void };

/** "Sign" (AWS KMS API Reference): a message of type RAW has up to 4,096 bytes. */
const maxMessageBytes = 4_096;

// While one process waits for its signatures others wait for the ledger, ten seconds at most.
const timely = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
};

/**
 * Opens a key of AWS KMS of the spec ECC_NIST_EDWARDS25519 to sign the ledger with. While KMS does not answer, or answers
 * with anything but a signature by the key that it named first, the ledger is unavailable: rejects with
 * LedgerUnavailableError.
 */
export const openKmsSigner = async ({ keyArn: KeyId, role }: KmsKey): Promise<KmsSigner> => {
  const [, , , region = ''] = KeyId.split(':');
  const sts = new STS({ ...clientSettings(region), ...timely });
  const policy = allowing(['kms:Sign', 'kms:GetPublicKey'], KeyId);
  const kms = new KMS({
    ...clientSettings(region),
    ...timely,
    ...(role && { credentials: roleSession(sts, { ...role, name: 'ledger', policy }) }),
  });
  const close = (): void => {
    kms.destroy();
    sts.destroy();
  };
  const asked = async <T>(what: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new LedgerUnavailableError(
        'failed',
        `AWS KMS did not ${what} ${KeyId} (${said}); nothing is recorded, and nothing is changed, until it does`,
      );
    }
  };
  try {
    const { PublicKey, KeySpec } = await asked('give the public half of', kms.getPublicKey({ KeyId }));
    if (!PublicKey || KeySpec !== 'ECC_NIST_EDWARDS25519')
      throw new LedgerUnavailableError(
        'failed',
        `${KeyId} is a ${KeySpec ?? 'key without a spec'}: the ledger is signed with ECC_NIST_EDWARDS25519. Make one with: aws kms create-key --key-spec ECC_NIST_EDWARDS25519 --key-usage SIGN_VERIFY`,
      );
    const publicKey = ledgerKey(createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }));
    const signer = checkedSigner(publicKey, async (Message) => {
      if (Message.length > maxMessageBytes)
        throw new LedgerInputError(`AWS KMS signs ${maxMessageBytes} bytes at most, not ${Message.length}`);
      const request = { KeyId, Message, MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' } as const;
      const { Signature } = await asked('sign with', kms.sign(request));
      return Buffer.from(Signature ?? []);
    });
    return { ...signer, close };
  } catch (error) {
    close();
    throw error;
  }
};
