/** Numbers that look random and are the same for the same seed (mulberry32), with what generators need of them. */
export interface Random {
  /** A whole number from 0 to `below - 1`. */
  readonly below: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly one: <T>(from: readonly T[]) => T;
  /** One to `most` of them, each at most once. */
  readonly some: <T>(from: readonly T[], most: number) => T[];
}

export const randomFrom = (seed: number): Random => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const one = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  return {
    below,
    chance: (probability) => next() < probability,
    one,
    some: (from, most) => {
      const left = [...from];
      return Array.from({ length: Math.min(1 + below(most), left.length) }, () =>
        left.splice(below(left.length), 1),
      ).flat();
    },
  };
};
