import { z } from 'zod';
import type { Entry } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import type { PlanDocument } from '../workflows/contract/plan.js';
import { sha256 } from './canonical.js';
import { planReference } from './plan-hash.js';

/** The text of a stored document; null when it is missing, or when its bytes are no text. */
export type DocumentTexts = (hash: Hash) => Promise<string | null>;

/**
 * Hashes every document that an entry names, each once, and every answer of AWS that a plan names. A plan must also be
 * the one whose root people signed.
 */
export class DocumentCheck {
  readonly #texts: DocumentTexts;
  readonly #whole = new Set<string>();
  readonly #roots = new Map<Hash, Hash | null>();

  constructor(texts: DocumentTexts) {
    this.#texts = texts;
  }

  /** What is wrong with the document that an entry names, if it names one. */
  async problem(entry: Entry): Promise<string | null> {
    const named = documentOf(entry);
    if (named === null) return null;
    const problem = await this.#altered(named);
    if (problem !== null || entry.kind !== 'plan') return problem;
    const root = await this.#rootOf(named);
    const signed = entry.body.plan.root;
    if (root !== signed) return `document: the plan ${named} hashes to root ${root}, the entry says ${signed}`;
    return entry.body.answers === undefined ? null : this.#answersProblem(entry.body.answers);
  }

  async #answersProblem(list: Hash): Promise<string | null> {
    const altered = await this.#altered(list);
    if (altered !== null) return altered;
    const answers = answersIn((await this.#texts(list)) ?? '');
    if (answers === null) return `document: ${list} is no list of answers`;
    for (const answer of new Set(answers)) {
      const problem = await this.#altered(answer);
      if (problem !== null) return problem;
    }
    return null;
  }

  async #altered(hash: Hash): Promise<string | null> {
    if (this.#whole.has(hash)) return null;
    const text = await this.#texts(hash);
    if (text === null) return `document: ${hash} is missing`;
    if (sha256(text) !== hash) return `document: ${hash} was altered`;
    this.#whole.add(hash);
    return null;
  }

  async #rootOf(hash: Hash): Promise<Hash | null> {
    const known = this.#roots.get(hash);
    if (known !== undefined) return known;
    const root = rootIn((await this.#texts(hash)) ?? '');
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

const planAnswers = z.object({ v: z.literal(1), answers: z.array(z.object({ answer: z.string() })) });

const answersIn = (text: string): readonly Hash[] | null => {
  try {
    const { answers } = planAnswers.parse(JSON.parse(text));
    return answers.map(({ answer }) => answer as Hash);
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
