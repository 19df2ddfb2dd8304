import { createHash } from 'node:crypto';

/** 32 bytes: the hash of a leaf, or of what is below a node. */
export type NodeHash = Buffer;

/** The hash of a leaf: SHA-256(0x00 ‖ leaf). RFC 6962, section 2.1. */
export const leafHash = (leaf: string | Uint8Array): NodeHash =>
  createHash('sha256').update(Buffer.of(0)).update(leaf).digest();

/** The hash of a node: SHA-256(0x01 ‖ left ‖ right). RFC 6962, section 2.1. */
export const nodeHash = (left: NodeHash, right: NodeHash): NodeHash =>
  createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();

/** How many of `size` leaves, two or more, are in the left subtree: the largest power of two below `size`. */
export const leftSize = (size: number): number => {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
};

/**
 * A Merkle tree (RFC 6962) that only grows, in the memory that its height needs: of all subtrees that are complete it
 * keeps the roots, largest first. Its root at each size is the same, however it came to that size.
 */
export class GrowingTree {
  readonly #complete: { readonly size: number; readonly root: NodeHash }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds one leaf. */
  push(leaf: string | Uint8Array): void {
    let added = { size: 1, root: leafHash(leaf) };
    while (this.#complete.at(-1)?.size === added.size) {
      const left = this.#complete.pop() ?? added;
      added = { size: 2 * added.size, root: nodeHash(left.root, added.root) };
    }
    this.#complete.push(added);
    this.#size += 1;
  }

  /** The root over all leaves so far; of none it is SHA-256 of nothing. */
  root(): NodeHash {
    const roots = this.#complete.map(({ root }) => root);
    if (roots.length === 0) return createHash('sha256').digest();
    return roots.reduceRight((right, left) => nodeHash(left, right));
  }
}
