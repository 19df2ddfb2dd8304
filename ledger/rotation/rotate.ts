import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { CaseHead } from '../../workflows/contract/deployment.js';
import { LedgerTamperedError } from '../errors.js';
import { headHolds } from '../head.js';
import { KeyRing } from '../key-ring.js';
import type { TrustedKey } from '../keys.js';
import type { Ledger } from '../ledger.js';
import { openLedger, openReader } from '../open.js';
import type { LedgerPlace } from '../open.js';
import type { LedgerReader } from '../reader.js';
import type { Signer } from '../signer.js';
import { retirementOnce } from './retirement.js';
import { signRotation } from './statement.js';
import { trustedKeys } from './trusted-keys.js';

/** Where the ledger is, where its key is pinned, and in whose name a key is retired. */
export type RotationPlace = { readonly place: LedgerPlace; readonly keyPath: string; readonly actor: string };

/**
 * Retires the key `from`, which says so itself, in favour of `to`, which says so too and then puts on record where every
 * chain stands. Answers the keys that are to be pinned from now on. What was begun and broken off is carried on: nothing
 * stands twice. While it works no process can append with the old key any more.
 */
export const rotate = async (
  { place, keyPath, actor }: RotationPlace,
  from: Signer,
  to: Signer,
): Promise<readonly TrustedKey[]> => {
  const reader = await openReader(place);
  try {
    await headsIn(reader, keyPath);
    await using(openLedger(place, { keyPath, signer: from }), (ledger) => retire(ledger, actor, from, to));
    // What stands for its retirement may be somebody else's row: nothing is signed on the strength of that.
    if (!(await trustedKeys(reader, keyPath)).keys.some(({ id }) => id === to.id)) throw notBorneOut(to);
    await using(openLedger(place, { keyPath, signer: to }), async (ledger) =>
      takeOver(ledger, await headsIn(reader, keyPath), actor, from),
    );
    const { keys } = await trustedKeys(reader, keyPath);
    const isDone =
      keys.some(({ id }) => id === to.id) && keys.some(({ id, retired }) => id === from.id && retired?.heads);
    if (!isDone) throw notBorneOut(to);
    return keys;
  } finally {
    await reader.close();
  }
};

const notBorneOut = ({ id }: Signer): Error =>
  new LedgerTamperedError(`the deployment chain does not bear out the rotation to ${id}`);

const using = async (opening: Promise<Ledger>, work: (ledger: Ledger) => Promise<void>): Promise<void> => {
  const ledger = await opening;
  try {
    await work(ledger);
  } finally {
    await ledger.close();
  }
};

const retire = async (ledger: Ledger, actor: string, from: Signer, to: Signer): Promise<void> => {
  const { id, publicKey } = to.publicKey;
  const rotation = { from: from.id, to: { id, publicKey }, at: new Date().toISOString() };
  const signature = await signRotation(rotation, to);
  const body = { run: deploymentChain, event: 'key-rotated', ...rotation, signature } as const;
  const { entry } = await ledger.appendOnce(deploymentChain, actor, 'deployment', body, retirementOnce(from.id));
  if (entry.body.event !== 'key-rotated' || entry.body.to.id !== id)
    throw new LedgerTamperedError(`key ${from.id} was rotated before, and not to ${id}`);
};

// Vouched for by the new key for ever: whoever can write the database has no say in where a chain stood.
const headsIn = async (reader: LedgerReader, keyPath: string): Promise<Readonly<Record<string, CaseHead>>> => {
  const ring = new KeyRing((await trustedKeys(reader, keyPath)).keys);
  const heads: Record<string, CaseHead> = {};
  for (const caseId of await reader.cases()) {
    const head = await reader.head(caseId);
    const key = head && ring.get(head.key);
    if (!head || !key || !headHolds(head, key))
      throw new LedgerTamperedError(`the head of ${JSON.stringify(caseId.slice(0, 256))} is not one by a trusted key`);
    heads[caseId] = { seq: head.seq, hash: head.hash };
  }
  return heads;
};

// The old key can append nothing any more: what was read now is where every chain ended under it.
const takeOver = async (
  ledger: Ledger,
  heads: Readonly<Record<string, CaseHead>>,
  actor: string,
  from: Signer,
): Promise<void> => {
  const document = await ledger.putDocument(heads);
  const cases = Object.keys(heads).length;
  const body = { run: deploymentChain, event: 'key-took-over', from: from.id, document, cases } as const;
  await ledger.appendOnce(deploymentChain, actor, 'deployment', body, `took-over:${from.id}`);
};
