import { chance } from '../../sandbox/faults/chance.js';
import type { EntryKind } from '../../workflows/contract/entries.js';
import type { Kind } from './disturbances.js';
import type { Moment } from './moment.js';
import type { Phase } from './phase.js';

/** One thing that is to happen, and when. `times` is how many calls a cut network takes. */
export type Disturbance = { readonly kind: Kind; readonly moment: Moment; readonly times: number };

/** How often each is drawn, against the others. */
const weights: Readonly<Record<Kind, number>> = {
  'kill-worker': 5,
  'kill-temporal': 3,
  'kill-gateway': 3,
  'kill-everything': 1,
  'freeze-worker': 3,
  'replace-worker': 2,
  terminate: 2,
  reset: 3,
  'lock-ledger': 1,
  'cut-before': 2,
  'cut-after': 3,
};

const landmarks: Readonly<Record<Phase['name'], readonly EntryKind[]>> = {
  run: ['plan', 'approval', 'intent', 'call', 'outcome', 'verification'],
  release: ['run', 'plan', 'approval', 'intent', 'call', 'undo'],
};

/** Draws that depend on the seed alone. */
export type Dice = { readonly below: (end: number) => number; readonly one: <T>(of: readonly T[]) => T };

/** The dice of a seed. */
export const diceOf = (seed: number): Dice => {
  const draw = chance(seed);
  // Neighbouring seeds begin alike.
  draw();
  const below = (end: number): number => Math.floor(draw() * end);
  return {
    below,
    one: (of) => {
      const found = of[below(of.length)];
      if (found === undefined) throw new Error('there is nothing to draw from');
      return found;
    },
  };
};

/**
 * What is to happen in a phase that makes these changes in this order, the more the more there are. The same dice, the
 * same sequence. Two moments of five are at a change, one at an entry of some kind, the others any.
 */
export const drawScript = (dice: Dice, phase: Phase['name'], changes: readonly string[]): readonly Disturbance[] => {
  const kinds = (Object.keys(weights) as Kind[]).flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));
  const often = 2 + dice.below(3) + Math.floor(changes.length / 2);
  return Array.from({ length: often }, (_, index) => {
    // Later and later: what has passed would be waited for in vain.
    const coming = changes.slice(Math.floor((index * changes.length) / often));
    return { kind: dice.one(kinds), moment: drawMoment(dice, phase, coming), times: 1 + dice.below(8) };
  });
};

const drawMoment = (dice: Dice, phase: Phase['name'], coming: readonly string[]): Moment => {
  switch (dice.below(5)) {
    case 0:
      return { at: 'entries', kind: dice.one(landmarks[phase]), count: 1 + dice.below(2) };
    case 1:
    case 2:
      return { at: dice.one(['before', 'after']), operation: dice.one(coming.slice(0, 3)) };
    case 3:
      return { at: 'entries', count: 1 + dice.below(20) };
    default:
      return { at: 'calls', count: 1 + dice.below(20) };
  }
};
