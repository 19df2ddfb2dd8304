import { describe, it } from '@jest/globals';
import { failureTypes } from '../../../workflows/contract/failures.js';
import { endsDenied, endsGone } from './ends.js';
import { lanes } from './lanes.js';
import { plainly, play, type Way } from './play.js';
import type { Mishap, Row, Scene, Stage } from './scene.js';
import { denied, isShownLate, killedAfter, meeting, shownLate } from './ways.js';

/** What it says, and how it is tried. */
type Cell = readonly [says: string, trial: () => Promise<void>];

const { unavailable, throttled } = failureTypes;

const mishaps: readonly Mishap[] = [
  ['lose their answers', { kind: 'lost-answer' }, unavailable],
  ['are cut off on their way', { kind: 'cut-before-effect' }, unavailable],
  ['are throttled', { kind: 'throttle' }, throttled],
  ['end in internal errors', { kind: 'error' }, unavailable],
];

const unanswered: Mishap = ['are not answered in time', { kind: 'hang-after-effect' }, unavailable];

const cellsOf = <Place, R extends Row<Place>>(stage: Stage<Place, R>, row: R, scene: Scene<Place>): readonly Cell[] => {
  const tried = (way: Way) => () => play(stage, row, scene, { apply: way, undo: way });
  const interrupted = (phase: 'apply' | 'undo', calls: readonly string[] = []): readonly Cell[] =>
    calls.flatMap((call, index): readonly Cell[] => {
      const where = `${phase}, call ${index + 1} of ${calls.length}: ${call}`;
      const cell = (says: string, way: Way): Cell => [
        `finishes when ${says} (${where})`,
        () => play(stage, row, scene, { [phase]: way }),
      ];
      const late = isShownLate(row.action, call) ? [cell('it is shown late', shownLate(index))] : [];
      return [cell('its worker dies', killedAfter(index)), ...late];
    });
  const once = ([says]: Mishap): string => `has each effect once when calls ${says}`;
  return [
    ['makes the calls of its row, and no other', tried(plainly)],
    ...[...mishaps, ...stage.mishaps].map((one): Cell => [once(one), tried(meeting(one))]),
    [once(unanswered), () => stage.impatiently(tried(meeting(unanswered)))],
    scene.endsWhenDenied
      ? ['ends when it is denied, and says what to allow', () => endsDenied(stage, row, scene)]
      : ['says what to allow when calls are denied, and has each effect once it may', tried(denied)],
    ...interrupted('apply', scene.apply),
    ...interrupted('undo', scene.undo?.calls),
    [`ends in ${scene.gone} when its target is gone by then`, () => endsGone(stage, row, scene)],
  ];
};

/** Tries every cell of these rows. */
export const tryAll = <Place, R extends Row<Place>>(stage: Stage<Place, R>, rows: readonly R[]): void => {
  const named = rows.flatMap((row) =>
    row.scenes.map((scene) => {
      const name = [row.action, scene.name].filter(Boolean).join(', ');
      return { name, cells: cellsOf(stage, row, scene) };
    }),
  );
  const inLane = lanes(stage.lanes);
  for (const { name, cells } of named)
    describe(name, () => {
      for (const [says, trial] of cells) it(says, inLane(trial), 120_000);
    });
};
