import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inclusionProof, isIncluded } from '../../../ledger/seals/inclusion.js';
import { GrowingTree, leafHash, nodeHash } from '../../../ledger/seals/merkle.js';

// The leaves that the tests of Certificate Transparency's own implementation use, and the roots it has for them.
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const grown = (all: readonly (string | Uint8Array)[]): GrowingTree => {
  const tree = new GrowingTree();
  for (const leaf of all) tree.push(leaf);
  return tree;
};

/** MTH of RFC 6962, section 2.1, as it is written there. */
const naiveRoot = (all: readonly string[]): Buffer => {
  if (all.length === 1) return leafHash(all[0] ?? '');
  let left = 1;
  while (left * 2 < all.length) left *= 2;
  return nodeHash(naiveRoot(all.slice(0, left)), naiveRoot(all.slice(left)));
};

/** PATH of RFC 6962, section 2.1.1, as it is written there. */
const naivePath = (at: number, all: readonly string[]): readonly Buffer[] => {
  if (all.length === 1) return [];
  let left = 1;
  while (left * 2 < all.length) left *= 2;
  return at < left
    ? [...naivePath(at, all.slice(0, left)), naiveRoot(all.slice(left))]
    : [...naivePath(at - left, all.slice(left)), naiveRoot(all.slice(0, left))];
};

describe('the root of a growing tree', () => {
  test.each(roots.map((root, size) => [size, root] as const))('of %i leaves is the one of RFC 6962', (size, root) => {
    const tree = grown(leaves.slice(0, size));
    expect(tree.root().toString('hex')).toBe(root);
    expect(tree.size).toBe(size);
  });

  test('is that of the whole tree at every size', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 40 }), (all) => {
        const tree = new GrowingTree();
        all.forEach((leaf, at) => {
          tree.push(leaf);
          expect(tree.root()).toEqual(naiveRoot(all.slice(0, at + 1)));
        });
      }),
    );
  });

  test('tells a leaf from a node: what looks like two hashes is no subtree', () => {
    const [one, other] = [leafHash('one'), leafHash('other')];
    const two = grown(['one', 'other']).root();
    expect(grown([Buffer.concat([Buffer.of(1), one, other])]).root()).not.toEqual(two);
    expect(grown([Buffer.concat([one, other])]).root()).not.toEqual(two);
  });
});

async function* inOrder(leaves: readonly string[]): AsyncIterable<string> {
  yield* leaves;
}

const treeAndLeaf = fc
  .array(fc.string(), { minLength: 1, maxLength: 40 })
  .chain((all) => fc.tuple(fc.constant(all), fc.nat({ max: all.length - 1 })));

describe('the proof that a leaf is in the tree', () => {
  test('is the audit path of RFC 6962, and holds', async () => {
    await fc.assert(
      fc.asyncProperty(treeAndLeaf, async ([all, at]) => {
        const path = await inclusionProof(inOrder(all), all.length, at);
        expect(path).toEqual(naivePath(at, all));
        expect(isIncluded(all[at] ?? '', path, { size: all.length, root: naiveRoot(all) }, at)).toBe(true);
      }),
    );
  });

  test('is over the first leaves only, however many follow', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'];
    expect(await inclusionProof(inOrder(all), 3, 1)).toEqual(naivePath(1, all.slice(0, 3)));
  });

  test('holds for nothing else: another leaf, place, size, root, or path', async () => {
    await fc.assert(
      fc.asyncProperty(treeAndLeaf, fc.nat(), fc.nat({ max: 255 }), async ([all, at], pick, bit) => {
        const path = await inclusionProof(inOrder(all), all.length, at);
        const tree = { size: all.length, root: naiveRoot(all) };
        const leaf = all[at] ?? '';
        expect(isIncluded(`${leaf}.`, path, tree, at)).toBe(false);
        for (const wrong of [-1, 0.5, NaN, all.length]) expect(isIncluded(leaf, path, tree, wrong)).toBe(false);
        const other = pick % all.length;
        if (all[other] !== leaf) expect(isIncluded(leaf, path, tree, other)).toBe(false);
        expect(isIncluded(leaf, [...path, tree.root], tree, at)).toBe(false);
        if (path.length > 0) expect(isIncluded(leaf, path.slice(1), tree, at)).toBe(false);
        const flip = (hash: Buffer): Buffer => {
          const flipped = Buffer.from(hash);
          flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
          return flipped;
        };
        expect(isIncluded(leaf, path, { ...tree, root: flip(tree.root) }, at)).toBe(false);
        path.forEach((hash, n) => expect(isIncluded(leaf, path.with(n, flip(hash)), tree, at)).toBe(false));
      }),
    );
  });

  test('cannot be made for what is not there', async () => {
    await expect(inclusionProof(inOrder(['a', 'b']), 2, 2)).rejects.toThrow(/no leaf 2/);
    await expect(inclusionProof(inOrder(['a', 'b']), 3, 0)).rejects.toThrow(/fewer/);
  });
});
