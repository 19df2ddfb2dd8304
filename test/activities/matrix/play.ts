import { expect } from '@jest/globals';
import { carry, type Signed } from '../fixtures/carry.js';
import type { Office } from '../fixtures/office.js';
import type { Row, Scene, Stage } from './scene.js';

/** One phase of a scene, which somebody carries out in the way that is tried. */
export type Act = {
  readonly office: Office;
  readonly action: string;
  readonly phase: 'apply' | 'undo';
  readonly signed: Signed;
  /** The calls that change AWS, in order. */
  readonly calls: readonly string[];
  /** Those of them that may be made again. */
  readonly repeats: readonly string[];
  /** What can meet a fault, each named once. */
  readonly operations: readonly string[];
  /** A text in every call of this scene and in no other's, where several go on at once. */
  readonly mark: string;
};

/** Carries out an act; answers how often its calls may have been made. */
export type Way = (act: Act) => Promise<'once' | 'again'>;

// What AWS makes a second one of, when it is asked twice.
const creates = /^(Create|Send)/;

const counted = (calls: readonly string[]): ReadonlyMap<string, number> =>
  new Map(calls.map((call) => [call, calls.filter((one) => one === call).length]));

const perform = async (act: Act, way: Way): Promise<void> => {
  const seen = await act.office.watch();
  const often = await way(act);
  for (const [operation, times] of counted(act.calls)) {
    const mine = (await seen(operation)).filter((event) => JSON.stringify(event).includes(act.mark));
    const isOnce = !act.repeats.includes(operation) && (often === 'once' || creates.test(operation));
    if (isOnce) expect([operation, mine.length]).toEqual([operation, times]);
    else expect(mine.length).toBeGreaterThanOrEqual(times);
  }
};

/** Plays a scene from planning to release, each changing phase in that way: every effect is there, and once. */
export const play = async <Place, R extends Row<Place>>(
  stage: Stage<Place, R>,
  row: R,
  scene: Scene<Place>,
  ways: { readonly apply?: Way; readonly undo?: Way },
): Promise<void> => {
  const { place, signed, mark = '' } = await stage.set(row, scene);
  const office = stage.office();
  const { action } = row;
  const { apply, repeats = [], reads = [], undo } = scene;
  const before = await undo?.state(place);
  const common = { office, action, mark, repeats };
  const operations = [...new Set([...apply, ...reads])];
  await perform({ ...common, phase: 'apply', signed, calls: apply, operations }, ways.apply ?? plainly);
  await carry(office, signed, action, 'verify');
  const evidence = (await office.entries(signed.job, 'evidence'))
    .filter(({ body }) => body.step.endsWith(`/${action}`))
    .map(({ body: { evidenceKind, source, state } }) => [evidenceKind, source, state].join(' '));
  expect(evidence).toEqual([...new Set(evidence)]);
  if (!undo) return;
  await undo.meanwhile?.(place);
  const { calls } = undo;
  const released = await release(office, action, signed, undo.named ?? false);
  const act = { ...common, phase: 'undo', signed: released, calls, operations: [...new Set(calls)] } as const;
  await perform(act, ways.undo ?? plainly);
  expect(await undo.state(place)).toEqual(before);
};

const release = async (office: Office, action: string, { job, planned }: Signed, named: boolean): Promise<Signed> => {
  const steps = planned.stages.flatMap(({ tracks }) => tracks.flatMap((track) => track.steps ?? []));
  const mine = steps.filter((step) => named && step.action === action).map(({ id }) => id);
  const again = await office.planRelease(job, 'release-1', mine);
  await office.sign(job, again, 'release-1');
  return { job, planned: again };
};

/** Nothing goes wrong: the calls are those of the row, in its order, and a second attempt finds nothing to do. */
export const plainly: Way = async ({ office, action, phase, signed, calls }) => {
  const made = async () =>
    (await office.entries(signed.job, 'call'))
      .filter(({ body }) => body.call !== null && body.outcome === 'ok' && body.step?.endsWith(`/${action}`))
      .map(({ body }) => body.operation);
  const before = (await made()).length;
  await carry(office, signed, action, phase);
  expect((await made()).slice(before)).toEqual(calls);
  await carry(office, signed, action, phase, 2);
  return 'once';
};
