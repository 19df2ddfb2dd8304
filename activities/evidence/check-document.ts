import { createHash } from 'node:crypto';
import { LedgerTamperedError } from '../../ledger/errors.js';
import { readContent } from '../../ledger/evidence/content.js';
import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Hash } from '../../workflows/contract/json.js';
import { nothingFound, type Comparison } from './comparison.js';

/** Hashes a document of the ledger again, and the content in it. */
export const checkDocument = async (
  ledger: Pick<Ledger, 'getDocument'>,
  { sha256, bytes }: EvidenceItem,
  document: Hash,
): Promise<Comparison> => {
  let value;
  try {
    value = await ledger.getDocument(document);
  } catch (error) {
    if (!(error instanceof LedgerTamperedError)) throw error;
    return { ...nothingFound, differences: [error.message] };
  }
  const content = readContent(value);
  if (content === null) return { ...nothingFound, differences: [`the document ${document} holds no content`] };
  const read = createHash('sha256').update(content.bytes).digest('hex');
  const differences = [
    ...(`sha256:${read}` === sha256 ? [] : [`altered bytes: their SHA-256 is ${read}, the ledger says ${sha256}`]),
    ...(content.bytes.length === bytes ? [] : [`it has ${content.bytes.length} bytes, the ledger says ${bytes}`]),
  ];
  return { differences, warnings: [], sha256: read, bytes: content.bytes.length };
};
