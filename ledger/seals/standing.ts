import { z } from 'zod';
import type { Entry } from '../../workflows/contract/entries.js';
import { entryKinds } from '../entry-shape.js';
import type { LedgerKey } from '../keys.js';
import type { LedgerReader } from '../reader.js';
import { openCheckpoint } from './checkpoint.js';
import type { Seal } from './seal.js';
import { verifyEntry } from './single-entry.js';

/** How far a case is sealed, as the ledger itself tells it. */
export type Sealed = {
  /** How many entries the newest seal is over; 0 while there is none. */
  readonly size: number;
  /** When, by which key, and whether it is kept in a vault. */
  readonly newest: {
    readonly at: string;
    readonly key: string;
    readonly checkpoint: string;
    readonly isKept: boolean;
  } | null;
  /** Since when something waits to be sealed, and whether a run has ended in it. */
  readonly waiting: { readonly since: string; readonly hasEnd: boolean } | null;
  /** Why it was not sealed any more, when that is the newest that is on record. */
  readonly refused: string | null;
};

type Reader = Pick<LedgerReader, 'newestText' | 'entries'>;

const bodySchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('sealed'),
    size: z.int().positive(),
    checkpoint: z.string(),
    stored: z.object({ bucket: z.string(), key: z.string() }).nullable(),
  }),
  z.object({ event: z.literal('refused'), reason: z.string(), against: z.string().nullable() }),
]);

// A seal makes an entry itself: what only seals have been added to needs no other one.
const kinds = entryKinds.filter((kind) => kind !== 'seal');

/** Reads how far a case is sealed. An entry that is not genuine counts as no seal, so that it cannot pass for one. */
export const sealedSoFar = async (reader: Reader, keys: readonly LedgerKey[], caseId: string): Promise<Sealed> => {
  let sealed: Pick<Sealed, 'size' | 'newest'> = { size: 0, newest: null };
  let refused: string | null = null;
  let text = await reader.newestText(caseId, 'seal');
  while (text !== null) {
    const found = genuine(text, keys, caseId);
    if (found?.body.event === 'sealed') {
      const { size, checkpoint, stored } = found.body;
      sealed = { size, newest: { at: found.at, key: found.key, checkpoint, isKept: stored !== null } };
      break;
    }
    refused ??= found?.body.reason ?? null;
    text = found === null ? null : await reader.newestText(caseId, 'seal', found.seq);
  }
  const [first] = await reader.entries(caseId, { after: sealed.size, kinds, limit: 1 });
  const ends = first ? await reader.entries(caseId, { after: sealed.size, kinds: ['run'] }) : [];
  const waiting = first ? { since: first.at, hasEnd: ends.some(({ body }) => isEnd(body)) } : null;
  return { ...sealed, waiting, refused };
};

const isEnd = (body: Entry['body']): boolean => 'event' in body && body.event === 'state';

const genuine = (text: string, keys: readonly LedgerKey[], caseId: string) => {
  const found = verifyEntry(text, keys);
  if ('problem' in found || found.entry.case !== caseId) return null;
  const body = bodySchema.safeParse(found.entry.body);
  return body.success ? { seq: found.entry.seq, at: found.entry.at, key: found.entry.key, body: body.data } : null;
};

/** The seals that the entries of a case hold, those included that it was not sealed because of. */
export const recordedSeals = async (
  reader: Reader,
  keys: readonly LedgerKey[],
  caseId: string,
): Promise<readonly Seal[]> =>
  (await reader.entries(caseId, { kinds: ['seal'] })).flatMap(({ seq, body }) => {
    const shaped = bodySchema.safeParse(body);
    const text = shaped.data?.event === 'sealed' ? shaped.data.checkpoint : (shaped.data?.against ?? null);
    const checkpoint = text === null ? null : openCheckpoint(text, keys);
    if (checkpoint === null || 'problem' in checkpoint || checkpoint.case !== caseId) return [];
    return [{ ...checkpoint, name: `the checkpoint in entry ${seq}` }];
  });
