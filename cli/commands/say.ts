import type { Signed } from '../../workflows/contract/documents.js';
import type { Invocation } from '../command.js';
import { usageError } from '../errors.js';
import { deliver, type Deliverable, type Place } from '../session/deliver.js';
import { sign } from '../session/signing.js';
import { theProof } from './context.js';
import { exportTo, importFrom, typedFor } from './elsewhere.js';

type DocumentOf<K> = Extract<Deliverable, { readonly kind: K }>;

/** The command by which something is said, the kind of its documents, and what is to be waited for, if it takes long. */
type Saying<K> = { readonly command: string; readonly kind: K; readonly meanwhile?: string };

/**
 * How every command brings a person's word: signs here what `draft` makes, and hands it in. With `--export FILE` the
 * draft is written to be signed elsewhere, and the answer is null; with `--import FILE` what was signed there is handed
 * in, if it is what this command says about what it names. `id` is that of the release, or else of the run.
 */
export const say = async <K extends Deliverable['kind']>(
  invocation: Invocation,
  place: Place,
  saying: Saying<K>,
  draft: () => Promise<DocumentOf<K>>,
): Promise<{ readonly document: DocumentOf<K>; readonly id: string } | null> => {
  const [target, source] = [invocation.text('export'), invocation.text('import')];
  if (target !== undefined && source !== undefined)
    throw usageError('One file is written, or one is brought back.', 'Give --export or --import, not both.');
  if (target !== undefined) {
    if (theProof(invocation) === 'aws')
      throw usageError('An AWS proof is good for minutes only: it does not travel.', 'Leave --export out, or --proof.');
    exportTo(target, await draft(), invocation);
    return null;
  }
  const signed: Signed<DocumentOf<K>> =
    source === undefined
      ? await sign(place.config, await draft(), theProof(invocation))
      : belonging(importFrom(source), source, saying, invocation);
  const { meanwhile } = saying;
  if (meanwhile !== undefined) invocation.out.progress(meanwhile);
  const slow = setTimeout(() => {
    if (meanwhile === undefined) invocation.out.progress(`asking Temporal at ${place.config.temporal.address} …`);
  }, quick);
  try {
    return { document: signed.document, id: await deliver(place, signed) };
  } finally {
    clearTimeout(slow);
  }
};

/** So long nobody wonders what is waited for, in milliseconds. */
const quick = 1_000;

const belonging = <K extends Deliverable['kind']>(
  signed: Signed,
  file: string,
  { command, kind }: Saying<K>,
  { positionals }: Invocation,
): Signed<DocumentOf<K>> => {
  const typed = typedFor(signed.document);
  const isMeant = [command, ...positionals].every((word, at) => word === typed[at]);
  if (isMeant && isOf(signed, kind)) return signed;
  throw usageError(
    `${file} says something else: ${typed.join(' ')}.`,
    `Hand it in with: firebreak ${typed.join(' ')} --import ${file}`,
  );
};

const isOf = <K extends Deliverable['kind']>(signed: Signed, kind: K): signed is Signed<DocumentOf<K>> =>
  signed.document.kind === kind;
