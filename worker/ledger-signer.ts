import { openKmsSigner } from '../activities/aws/kms-signer.js';
import type { Signer } from '../ledger/signer.js';
import { openSigningKey, pin, signingKeyIn } from '../ledger/signing-key.js';
import type { Config } from './config.js';

/** What a ledger is signed with, and the way to let go of it. */
export type LedgerSigner = Signer & { readonly close: () => void };

const local = (signer: Signer): LedgerSigner => ({ ...signer, close: () => undefined });

/** Opens what the configuration says the ledger is signed with. Its public half is pinned, or compared with what is. */
export const openLedgerSigner = async (config: Config): Promise<LedgerSigner> => {
  const { key: keyPath, kms } = config.ledger;
  if (kms === null) return local(openSigningKey(keyPath));
  const signer = await kmsSigner(config, kms.keyArn);
  try {
    pin(keyPath, signer.publicKey);
  } catch (error) {
    signer.close();
    throw error;
  }
  return signer;
};

/** The same without a look at what is pinned: to be retired, which whoever was there before may still be. */
export const openRetiring = async (config: Config): Promise<LedgerSigner> => {
  const { key: keyPath, kms } = config.ledger;
  return kms === null ? local(signingKeyIn(keyPath)) : kmsSigner(config, kms.keyArn);
};

/**
 * A key of AWS KMS, used by the role that the configuration names for it, else by that of the vault: nobody in the
 * account under attack then can sign.
 */
export const kmsSigner = ({ ledger: { kms }, vault }: Config, keyArn: string): Promise<LedgerSigner> => {
  const role = kms?.roleArn === undefined ? vault : { roleArn: kms.roleArn, externalId: kms.externalId };
  return openKmsSigner({ keyArn, ...(role && { role }) });
};
