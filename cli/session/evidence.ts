import { evidenceKinds, evidenceOf } from '../../ledger/evidence/items.js';
import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { CliError, exit, usageError } from '../errors.js';
import type { Reading } from './session.js';

/** The evidence of one case, or of all of them, oldest case first. */
const evidenceIn = async ({ ledger }: Reading, caseId?: string): Promise<readonly EvidenceItem[]> => {
  const cases = caseId === undefined ? await ledger.cases() : [caseId];
  const found: EvidenceItem[] = [];
  for (const one of cases) found.push(...evidenceOf(await ledger.entries(one, { kinds: evidenceKinds })));
  return found;
};

/** What a command is about: a case, an item by its id, or everything. */
export const evidenceNamed = async (reading: Reading, name: string | undefined): Promise<readonly EvidenceItem[]> => {
  if (name === undefined) return evidenceIn(reading);
  if ((await reading.ledger.cases()).includes(name)) return evidenceIn(reading, name);
  return itemsOf(reading, name);
};

/** The one item of an id; of two cases that have it, `caseId` says which. */
export const theItem = async (reading: Reading, id: string, caseId?: string): Promise<EvidenceItem> => {
  const found = (await itemsOf(reading, id)).filter((item) => (caseId ?? item.case) === item.case);
  const [item, ...more] = found;
  if (!item) throw unknown(id);
  if (more.length > 0)
    throw usageError(
      `${id} is evidence in ${found.map((one) => one.case).join(', ')}.`,
      `Name the case before it: ${item.case} ${id}`,
    );
  return item;
};

const itemsOf = async (reading: Reading, id: string): Promise<readonly EvidenceItem[]> => {
  const found = (await evidenceIn(reading)).filter((item) => item.id === id);
  if (found.length === 0) throw unknown(id);
  return found;
};

const unknown = (id: string): CliError =>
  new CliError(
    exit.missing,
    'no-evidence',
    `There is no case or evidence ${id}.`,
    'List it with: firebreak evidence list',
  );

/** The newest list of all that was collected in a case. */
export type ManifestEntry = {
  readonly case: string;
  readonly run: string;
  readonly seq: number;
  readonly at: string;
  readonly document: Hash;
  readonly items: number;
};

/** The newest manifest of a case, or null. */
export const manifestEntry = async ({ ledger }: Reading, caseId: string): Promise<ManifestEntry | null> => {
  const entries = await ledger.entries(caseId, { kinds: ['custody'] });
  const newest = entries.findLast(isManifest);
  if (newest?.kind !== 'custody' || newest.body.event !== 'manifest') return null;
  const { run, document, items } = newest.body;
  return { case: caseId, run, seq: newest.seq, at: newest.at, document, items };
};

const isManifest = ({ kind, body }: Entry): boolean => kind === 'custody' && body.event === 'manifest';
