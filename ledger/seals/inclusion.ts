import { leafHash, leftSize, nodeHash, type NodeHash } from './merkle.js';

/**
 * The audit path of the leaf at `index`, 0 for the first, in the tree of the first `size` leaves (RFC 6962, section
 * 2.1.1), from the leaf's sibling up. Takes each leaf once, in order, and keeps only what the height of the tree needs.
 */
export const inclusionProof = async (
  leaves: AsyncIterable<string>,
  size: number,
  index: number,
): Promise<readonly NodeHash[]> => {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size))
    throw new RangeError(`there is no leaf ${index} in a tree of ${size}`);
  const iterator = leaves[Symbol.asyncIterator]();
  const next = async (): Promise<NodeHash> => {
    const { done, value } = await iterator.next();
    if (done) throw new RangeError(`the tree of ${size} leaves has fewer`);
    return leafHash(value);
  };
  const rootOf = async (count: number): Promise<NodeHash> =>
    count === 1 ? next() : nodeHash(await rootOf(leftSize(count)), await rootOf(count - leftSize(count)));
  const pathIn = async (count: number, at: number): Promise<readonly NodeHash[]> => {
    if (count === 1) {
      // The leaf itself is no part of its path.
      await next();
      return [];
    }
    const left = leftSize(count);
    if (at < left) {
      const path = await pathIn(left, at);
      return [...path, await rootOf(count - left)];
    }
    const sibling = await rootOf(left);
    return [...(await pathIn(count - left, at - left)), sibling];
  };
  return pathIn(size, index);
};

/** The root that a path leads to from a leaf, or null when no path of that length belongs to `index` in `size` leaves. */
const rootFrom = (leaf: NodeHash, path: readonly NodeHash[], size: number, index: number): NodeHash | null => {
  if (size === 1) return path.length === 0 ? leaf : null;
  const sibling = path.at(-1);
  if (sibling === undefined) return null;
  const left = leftSize(size);
  const below = path.slice(0, -1);
  if (index < left) {
    const root = rootFrom(leaf, below, left, index);
    return root && nodeHash(root, sibling);
  }
  const root = rootFrom(leaf, below, size - left, index - left);
  return root && nodeHash(sibling, root);
};

/** Whether `path` proves that `leaf` is at `index` in the tree of `size` leaves with this root. */
export const isIncluded = (
  leaf: string | Uint8Array,
  path: readonly NodeHash[],
  tree: { readonly size: number; readonly root: NodeHash },
  index: number,
): boolean => {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < tree.size)) return false;
  return rootFrom(leafHash(leaf), path, tree.size, index)?.equals(tree.root) ?? false;
};
