import type { SealVault } from '../activities/aws/seal-vault.js';
import type { Ledger } from '../ledger/ledger.js';
import { CaseHistory } from '../ledger/seals/case-history.js';
import type { BrokenSeal } from '../ledger/seals/check.js';
import { openCheckpoint, signCheckpoint } from '../ledger/seals/checkpoint.js';
import { nameOf, placeOfCase, readName, type Seal } from '../ledger/seals/seal.js';
import { recordedSeals } from '../ledger/seals/standing.js';
import type { Signer } from '../ledger/signer.js';
import type { LedgerReader } from '../ledger/reader.js';

/** What a case is sealed with. */
export type SealerParts = {
  readonly ledger: Pick<Ledger, 'appendOnce' | 'keys'>;
  readonly reader: LedgerReader;
  readonly key: Signer;
  readonly actor: string;
  /** Null where none is configured: seals then stand in the ledger alone. */
  readonly vault: SealVault | null;
  /** Hears what stands in the way. */
  readonly say: (problem: string) => void;
};

/**
 * Seals one case, again and again, reading each entry once. It is held first against all its older seals: what does not
 * bear one of them out is never sealed, so that no two seals of this key tell different histories unnoticed. That is
 * said, and on record.
 */
export class CaseSealer {
  readonly #case: string;
  readonly #parts: SealerParts;
  readonly #place: string;
  #history: CaseHistory | null = null;

  constructor(caseId: string, parts: SealerParts) {
    this.#case = caseId;
    this.#parts = parts;
    this.#place = placeOfCase({ ledger: parts.key.id, case: caseId });
  }

  /** Seals all that the case has now. False when it must not be sealed any more; rejects when it could not be. */
  async seal(): Promise<boolean> {
    const { reader, ledger, key, actor, vault } = this.#parts;
    const history = this.#history ?? (await this.#begin());
    if (history === null) return false;
    await history.read(reader);
    const { size, root, run } = history;
    const checkpoint = await signCheckpoint({ case: this.#case, size, root }, key);
    const name = nameOf({ size, root });
    const stored = vault && (await vault.keep(`${this.#place}${name}`, checkpoint));
    const body = { run, event: 'sealed', size, checkpoint, stored } as const;
    await ledger.appendOnce(this.#case, actor, 'seal', body, `seal:${name}`);
    return true;
  }

  /** Reads the case for the first time, against all seals of it that there are. Null when it must not be sealed. */
  async #begin(): Promise<CaseHistory | null> {
    const { reader, ledger } = this.#parts;
    const recorded = await recordedSeals(reader, ledger.keys, this.#case);
    // Listed before the entries are read: whatever was sealed by then is among them.
    const history = new CaseHistory(this.#case, ledger.keys, recorded, await this.#claimed());
    await history.read(reader);
    for (const broken of history.broken()) {
      const isRecorded = recorded.includes(broken.seal);
      const proof = isRecorded ? null : await this.#proofOf(broken);
      if (!isRecorded && proof === null) continue;
      await this.#refuse(history, broken.reason, proof);
      return null;
    }
    return (this.#history = history);
  }

  /** What the names in the vault say was sealed. */
  async #claimed(): Promise<readonly Seal[]> {
    const keys = (await this.#parts.vault?.list(this.#place)) ?? [];
    return keys.flatMap((key) => {
      const said = readName(key.slice(this.#place.length));
      return said ? [{ ...said, case: this.#case, name: key }] : [];
    });
  }

  /** The seal behind a name in the vault, where it is one; whoever may write there may have made up the name. */
  async #proofOf({ seal, reason }: BrokenSeal): Promise<string | null> {
    const { ledger, key, vault, say } = this.#parts;
    const text = (await vault?.read(seal.name)) ?? '';
    const found = openCheckpoint(text, ledger.keys);
    const isSeal =
      !('problem' in found) &&
      found.ledger === key.id &&
      found.case === seal.case &&
      found.size === seal.size &&
      found.root.equals(seal.root);
    if (isSeal) return text;
    say(`${seal.name} in the vault is no seal, whatever it is called (${reason}): it is passed over.`);
    return null;
  }

  async #refuse({ size, run }: CaseHistory, reason: string, against: string | null): Promise<false> {
    const { ledger, actor, say } = this.#parts;
    say(`${this.#case} IS NOT SEALED ANY MORE: ${reason}. Run: firebreak audit verify ${this.#case}`);
    const body = { run, event: 'refused', size, reason, against } as const;
    await ledger.appendOnce(this.#case, actor, 'seal', body, `seal-refused:${reason}`.slice(0, 512));
    return false;
  }
}
