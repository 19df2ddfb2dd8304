import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { readContent } from '../../ledger/evidence/content.js';
import { freshKey } from '../../ledger/evidence/encrypted.js';
import type { EvidenceItem } from '../../ledger/evidence/item.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { byHand } from '../output/evidence-by-hand.js';
import { openProgress } from '../output/progress.js';
import { addressIn, type AskedObject, type S3Place } from '../session/address.js';
import { proofsAt as sandboxEndpoint } from '../session/aws-signing.js';
import { askForEvidence } from '../session/custody.js';
import type { Place } from '../session/deliver.js';
import { download } from '../session/download.js';
import { evidenceFiles, place, writeNew, type EvidenceFiles } from '../session/evidence-files.js';
import { manifestEntry, theItem } from '../session/evidence.js';
import type { Session } from '../session/session.js';
import { theProof } from './context.js';

type Fetching = {
  readonly invocation: Invocation;
  readonly session: Session & Pick<Place, 'temporal'>;
  readonly item: EvidenceItem;
  readonly files: EvidenceFiles;
};

/** Brings one item here, with its hash and an excerpt of the ledger beside it. Who asked, and what for, stands first. */
export const fetchEvidence = async (invocation: Invocation, session: Fetching['session']): Promise<ExitCode> => {
  const [, ...named] = invocation.positionals;
  const [id, caseId] = named.length === 2 ? [named[1], named[0]] : [named[0]];
  const [folder, purpose] = [invocation.text('out'), invocation.text('purpose')?.trim()];
  if (!id || named.length > 2)
    throw usageError('firebreak evidence fetch needs one item.', 'List them with: firebreak evidence list');
  if (!folder) throw usageError('Where to is missing.', 'Give a folder with --out DIR.');
  if (!purpose) throw usageError('What for is missing.', 'Give it with --purpose TEXT: it stands in the ledger.');
  const item = await theItem(session.reading, id, caseId);
  const location = fetchable(item);
  const fetching = { invocation, session, item, files: evidenceFiles(folder, item) };
  const key = freshKey();
  const asker = { operator: session.operator, proof: theProof(invocation) };
  const wish = { case: item.case, evidence: [item.id], publicKey: key.publicKey, purpose };
  const { request, answer } = await askForEvidence(session, asker, 'fetch', wish);
  const read =
    'document' in location
      ? await keepDocument(fetching, location.document)
      : await keepObject(fetching, addressIn(answer, key, request, location, placeOf(session, location)));
  if (`sha256:${read}` !== item.sha256) return isAltered(fetching, read);
  return concluded(fetching, request, read);
};

const placeOf = ({ config }: Session, { bucket }: AskedObject): S3Place => ({
  region: config.vault?.bucket === bucket ? (config.vault.region ?? null) : null,
  endpoint: sandboxEndpoint(config),
});

const fetchable = ({ id, location, ...item }: EvidenceItem): AskedObject | { readonly document: Hash } => {
  if ('bucket' in location || 'document' in location) return location;
  const commands = byHand({ ...item, id, location });
  throw new CliError(
    exit.refused,
    'not-fetchable',
    `${id} is kept by AWS: it cannot be fetched as a file.`,
    `Share a snapshot with another account, and copy it there; of a volume make one first: firebreak evidence show ${id}`,
    { commands },
  );
};

const keepObject = async ({ invocation, item, files }: Fetching, url: URL): Promise<string> => {
  const bytes = item.bytes ?? 0;
  const bar = openProgress(invocation.out);
  const read = await download({ url, bytes, file: files.part }, (done) =>
    bar.tell({ what: files.name.slice(0, 40), done, of: bytes }),
  );
  bar.end();
  return read;
};

const keepDocument = async (
  { session, files }: Fetching,
  document: Parameters<Session['reading']['ledger']['document']>[0],
): Promise<string> => {
  const content = readContent(await session.reading.ledger.document(document));
  if (content === null)
    throw new CliError(exit.proof, 'no-content', `${document} holds no content.`, 'Run firebreak audit verify.');
  await writeFile(files.part, content.bytes, { mode: 0o600 });
  return createHash('sha256').update(content.bytes).digest('hex');
};

const isAltered = async ({ item, files }: Fetching, read: string): Promise<never> => {
  await place(files.part, files.altered);
  throw new CliError(
    exit.proof,
    'evidence-altered',
    `What was fetched is not what was collected: its SHA-256 is ${read}, the ledger says ${item.sha256?.slice(7)}.`,
    `It is kept as ${files.altered}. Run: firebreak evidence verify ${item.id}`,
    { read, file: files.altered },
  );
};

const concluded = async ({ invocation, session, item, files }: Fetching, request: string, read: string) => {
  const manifest = await manifestEntry(session.reading, item.case);
  await writeNew(files.sha256, `${read}  ${files.name}\n`);
  await writeNew(files.manifest, `${JSON.stringify({ v: 1, request, item, manifest }, null, 2)}\n`);
  await place(files.part, files.file);
  const { file, sha256, manifest: excerpt } = files;
  invocation.out.result({ id: item.id, request, file, sha256: item.sha256, bytes: item.bytes, manifest: excerpt }, () =>
    [`Wrote ${file}, which is what was collected.`, `Beside it: ${sha256}, ${excerpt}`].join('\n'),
  );
  return exit.done;
};
