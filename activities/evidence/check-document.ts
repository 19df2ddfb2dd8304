import { createHash } from 'node:crypto';
import { LedgerTamperedError } from '../../ledger/errors.js';
import { readContent } from '../../ledger/evidence/content.js';
import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Hash } from '../../workflows/contract/json.js';
import { bytesDifferences, nothingFound, type Comparison } from './comparison.js';

/** Hashes a document of the ledger again, and the content in it. */
export const checkDocument = async (
  ledger: Pick<Ledger, 'getDocument'>,
  item: EvidenceItem,
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
  const sha256 = createHash('sha256').update(content.bytes).digest('hex');
  const read = { sha256, bytes: content.bytes.length };
  return { ...read, differences: bytesDifferences(item, read), warnings: [] };
};
