import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Hash } from '../workflows/contract/json.js';
import { canonical } from './canonical.js';
import type { Signer } from './signer.js';

const domain = 'firebreak.ledger.head.v1\n';

/** "Case `case` had `seq` entries, the last one with this hash", signed by who appended it. */
export type SignedHead = {
  readonly case: string;
  readonly seq: number;
  readonly hash: Hash;
  readonly key: string;
  readonly signature: string;
};

const bytes = (head: Omit<SignedHead, 'signature'>): Buffer =>
  Buffer.from(domain + canonical({ case: head.case, seq: head.seq, hash: head.hash, key: head.key }));

/** Signs the head of a case: written in the transaction that appends, so that it is never behind. */
export const signHead = async (caseId: string, seq: number, hash: Hash, signer: Signer): Promise<SignedHead> => {
  const head = { case: caseId, seq, hash, key: signer.id };
  return { ...head, signature: (await signer.sign(bytes(head))).toString('base64') };
};

/** Whether the head was signed by this key, and its signature is written in the one form of base64 that has no slack. */
export const headHolds = (head: SignedHead, publicKey: KeyObject): boolean => {
  const signature = Buffer.from(head.signature, 'base64');
  return signature.toString('base64') === head.signature && verify(null, bytes(head), publicKey, signature);
};
