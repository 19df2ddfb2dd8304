import type { LedgerKey } from '../keys.js';
import type { Signer } from '../signer.js';
import { revived } from './failures.js';
import type { Signatures } from './messages.js';

type Waiting = {
  readonly bytes: Uint8Array;
  readonly resolve: (signature: Buffer) => void;
  readonly reject: (error: Error) => void;
};

/** Signs by asking the thread that has the key: for all that is to be signed at once, in one message. */
export class AskingSigner implements Signer {
  readonly id: string;
  readonly publicKey: LedgerKey;
  readonly #ask: (bytes: readonly Uint8Array[]) => void;
  #next: Waiting[] = [];
  readonly #asked: (readonly Waiting[])[] = [];

  constructor(publicKey: LedgerKey, ask: (bytes: readonly Uint8Array[]) => void) {
    this.id = publicKey.id;
    this.publicKey = publicKey;
    this.#ask = ask;
  }

  readonly sign = (bytes: Uint8Array): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      this.#next.push({ bytes, resolve, reject });
      if (this.#next.length === 1) queueMicrotask(() => this.#send());
    });

  /** Takes the answer to what was asked first. */
  answered(answer: Signatures): void {
    const asked = this.#asked.shift() ?? [];
    for (const [at, { resolve, reject }] of asked.entries()) {
      const signature = 'signatures' in answer ? answer.signatures[at] : undefined;
      if (signature) resolve(Buffer.from(signature));
      else reject('failure' in answer ? revived(answer.failure) : new Error('a signature is missing'));
    }
  }

  #send(): void {
    const asked = this.#next;
    this.#next = [];
    this.#asked.push(asked);
    this.#ask(asked.map(({ bytes }) => bytes));
  }
}
