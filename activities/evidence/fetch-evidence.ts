import { GetObjectCommand } from '@aws-sdk/client-s3';
import { encryptFor } from '../../ledger/evidence/encrypted.js';
import type { Encrypted, HandOut } from '../../workflows/contract/custody.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { readingFor } from '../aws/attempt.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from '../engine/context.js';
import type { Admitted } from './admit.js';
import { notGenuine } from './verify-evidence.js';

/**
 * Hands out one item: an address of exactly its version, encrypted for who asked; or, for a document, the word that it
 * may be read. It is on record before anybody has it.
 */
export const handOut = async (workplace: Workplace, { document, by, items }: Admitted): Promise<HandOut> => {
  const { ledger, actor, clients } = workplace;
  const { case: caseId, run, publicKey } = document;
  const [item, ...more] = items;
  if (!item || more.length > 0) throw failure(failureTypes.badInput, 'One item is fetched at a time.');
  const forged = await notGenuine(ledger, caseId);
  const problem = item.entries.flatMap(({ seq }) => forged.get(seq) ?? []).at(0);
  if (problem !== undefined) throw failure(failureTypes.refused, `${item.id} is not handed out: ${problem}`);
  const { location } = item;
  const bytes = { sha256: item.sha256?.slice(7) ?? null, bytes: item.bytes };
  const common = { ...by, event: 'handed-over', evidence: item.id, ...bytes } as const;
  if ('document' in location) {
    await ledger.append(caseId, actor, 'custody', { ...common, document: location.document });
    return { address: null };
  }
  const { vault } = clients;
  if (!('bucket' in location) || vault?.bucket !== location.bucket || publicKey === null)
    throw failure(
      failureTypes.refused,
      `${item.id} cannot be handed out here: it is no object of the vault that is configured.`,
      `Look at it with: firebreak evidence show ${item.id}`,
    );
  const { bucket: Bucket, key: Key, versionId: VersionId } = location;
  const command = new GetObjectCommand({ Bucket, Key, VersionId });
  const [address] = await clients.during(readingFor({ case: caseId, run }), () =>
    vault.presign(Key, [command], 'read'),
  );
  if (!address) throw failure(failureTypes.unavailable, `No address of ${Key} was signed.`);
  const until = address.expiresAt.toISOString();
  const encrypted = encryptedFor(publicKey, run, address.url);
  await ledger.append(caseId, actor, 'custody', { ...common, versionId: VersionId, until });
  return { address: encrypted };
};

// Some keys lead to no secret (RFC 7748, section 6.1): trying again does not make another one of it.
const encryptedFor = (...what: Parameters<typeof encryptFor>): Encrypted => {
  try {
    return encryptFor(...what);
  } catch {
    throw failure(failureTypes.badInput, 'Nothing can be encrypted for this public key.');
  }
};
