/** A stretch of time in which nothing happened, drawn shorter than it was. */
export type Cut = { readonly from: number; readonly to: number; readonly seconds: number };

/** Where instants stand, and where labels of time go. Places are horizontal, in units of the picture. */
export type Scale = {
  readonly x: (at: number) => number;
  readonly cuts: readonly Cut[];
  /** Instants at which each stretch begins, and the last one. */
  readonly labelled: readonly number[];
};

const cutWidth = 46;
const mostCuts = 5;

// The longest gaps are cut where the shortest of them is far longer than all that is left: the night between two shifts,
// never a part of the work.
const cutsIn = (gaps: readonly number[]): number => {
  const longest = gaps.toSorted((one, other) => other - one);
  const sum = (from: number): number => longest.slice(from).reduce((all, one) => all + one, 0);
  for (let number = Math.min(mostCuts, longest.length - 1); number > 0; number--)
    if ((longest[number - 1] ?? 0) > 4 * sum(number) && sum(number) > 0) return longest[number - 1] ?? Infinity;
  return Infinity;
};

/** A scale between `left` and `right` for these instants (ms since 1970): in proportion, but for gaps that are cut. */
export const scaleOf = (instants: readonly number[], left: number, right: number): Scale => {
  const all = [...new Set(instants)].sort((one, other) => one - other);
  const [first = 0] = all;
  const gaps = all.slice(1).map((at, index) => at - (all[index] ?? at));
  const shortest = cutsIn(gaps);
  const cutCount = gaps.filter((gap) => gap >= shortest).length;
  const kept = gaps.reduce((sum, gap) => sum + (gap >= shortest ? 0 : gap), 0);
  const unit = kept > 0 ? (right - left - cutCount * cutWidth) / kept : 0;
  const places = new Map<number, number>([[first, left]]);
  const cuts: Cut[] = [];
  const labelled = [first];
  let place = left;
  for (const [index, gap] of gaps.entries()) {
    const at = all[index + 1] ?? first;
    const isCut = gap >= shortest;
    const next = place + (isCut ? cutWidth : gap * unit);
    if (isCut) {
      cuts.push({ from: place, to: next, seconds: gap / 1_000 });
      labelled.push(at);
    }
    place = next;
    places.set(at, place);
  }
  const last = all.at(-1) ?? first;
  return {
    x: (at) => places.get(at) ?? left,
    cuts,
    labelled: last === labelled.at(-1) ? labelled : [...labelled, last],
  };
};
