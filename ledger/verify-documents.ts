import type { Entry } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import type { PlanDocument } from '../workflows/contract/plan.js';
import { sha256 } from './canonical.js';
import { planReference } from './plan-hash.js';

/** The text of a stored document; null when it is missing, or when its bytes are no text. */
export type DocumentTexts = (hash: Hash) => string | null;

/** Hashes every document that an entry names, each once; a plan must also be the one whose root people signed. */
export class DocumentCheck {
  readonly #texts: DocumentTexts;
  readonly #whole = new Set<string>();
  readonly #roots = new Map<Hash, Hash | null>();

  constructor(texts: DocumentTexts) {
    this.#texts = texts;
  }

  /** What is wrong with the document that an entry names, if it names one. */
  problem(entry: Entry): string | null {
    const named = documentOf(entry);
    if (named === null) return null;
    const problem = this.#altered(named);
    if (problem !== null || entry.kind !== 'plan') return problem;
    const root = this.#rootOf(named);
    const signed = entry.body.plan.root;
    return root === signed ? null : `document: the plan ${named} hashes to root ${root}, the entry says ${signed}`;
  }

  #altered(hash: Hash): string | null {
    if (this.#whole.has(hash)) return null;
    const text = this.#texts(hash);
    if (text === null) return `document: ${hash} is missing`;
    if (sha256(text) !== hash) return `document: ${hash} was altered`;
    this.#whole.add(hash);
    return null;
  }

  #rootOf(hash: Hash): Hash | null {
    const known = this.#roots.get(hash);
    if (known !== undefined) return known;
    const root = rootIn(this.#texts(hash) ?? '');
    this.#roots.set(hash, root);
    return root;
  }
}

// Hash and signature of the entry say nothing of the form of the document that it names.
const rootIn = (text: string): Hash | null => {
  try {
    return planReference(JSON.parse(text) as Json as PlanDocument).root;
  } catch {
    return null;
  }
};

// Bodies have no proven shape here.
const documentOf = ({ kind, body }: Entry): Hash | null => {
  const named: unknown = kind === 'plan' ? body.plan : body;
  const hash: unknown = typeof named === 'object' && named !== null && 'document' in named ? named.document : null;
  return typeof hash === 'string' ? (hash as Hash) : null;
};
