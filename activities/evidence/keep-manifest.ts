import { evidenceKinds } from '../../ledger/evidence/items.js';
import { manifestOf } from '../../ledger/evidence/manifest.js';
import type { Json } from '../../workflows/contract/json.js';
import type { Workplace } from '../engine/context.js';

/**
 * Puts on record what has been collected in the case, when a run that collected some of it ends: once for each run. The
 * list is kept as a document, and its hash in an entry, which is signed and sealed like every other.
 */
export const keepManifest = async (
  { ledger, actor }: Pick<Workplace, 'ledger' | 'actor'>,
  caseId: string,
  run: string,
): Promise<void> => {
  const collected = await ledger.entries(caseId, { run, kinds: ['evidence'], limit: 1 });
  if (collected.length === 0) return;
  const manifest = manifestOf(await ledger.entries(caseId, { kinds: evidenceKinds }));
  if (!manifest) return;
  const document = await ledger.putDocument(manifest as unknown as Json);
  const body = { run, event: 'manifest', document, items: manifest.items.length } as const;
  await ledger.appendOnce(caseId, actor, 'custody', body, `manifest:${run}`);
};
