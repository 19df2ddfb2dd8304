import { canonical, sha256 } from '../../ledger/canonical.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import type { AnswerDocument, PlanAnswer, PlanAnswers } from '../../workflows/contract/plan-answers.js';

/** The longest canonical text of an answer, in bytes, that is kept whole: a page of 1,000 instances has 2 to 4 MiB. */
const mostBytes = 8 * 1024 * 1024;
/** Of a longer one, so many characters show what it was. */
const mostBeginning = 65_536;

type Read = Omit<PlanAnswer, 'answer'>;

/**
 * Collects what AWS answers while one plan is made, so that it can be shown later what was known when it was signed.
 * Nothing is stored before the plan is: what was only looked at leaves no trace.
 */
export class KeptAnswers {
  readonly #reads: { readonly read: Read; readonly document: AnswerDocument }[] = [];

  /** Remembers one answer, which is recordable already. */
  add(read: Read, document: AnswerDocument): void {
    this.#reads.push({ read, document });
  }

  /** Stores every answer, equal ones once, and the list of them; answers the hash of the list when all is durable. */
  async store(ledger: Pick<Ledger, 'putDocument'>): Promise<Hash> {
    const answers = await Promise.all(
      this.#reads.map(async ({ read, document }): Promise<PlanAnswer> => {
        const answer = await ledger.putDocument(bounded(document));
        return { ...read, answer };
      }),
    );
    return ledger.putDocument({ v: 1, answers } satisfies PlanAnswers);
  }
}

const bounded = (document: AnswerDocument): Json => {
  // As long as its canonical text, or nearly so, and quickly made.
  if (Buffer.byteLength(JSON.stringify(document)) <= mostBytes) return document;
  const text = canonical(document);
  const begins = text.slice(0, mostBeginning).toWellFormed();
  return { cut: { bytes: Buffer.byteLength(text), sha256: sha256(text), begins } } satisfies AnswerDocument;
};
