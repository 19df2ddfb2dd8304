import type { FailureType } from '../../../workflows/contract/failures.js';
import type { FaultOrder } from '../../../sandbox/faults/order.js';
import type { Signed } from '../fixtures/carry.js';
import type { Office } from '../fixtures/office.js';

/** What a release does about a scene. */
export type Return<Place> = {
  /** The calls that change AWS, in order. */
  readonly calls: readonly string[];
  /** What a release brings back, as whoever owns the account reads it. */
  readonly state: (place: Place) => Promise<unknown>;
  /** Between applying and putting back. */
  readonly meanwhile?: (place: Place) => Promise<unknown>;
  /** Its step has to be named for a release. */
  readonly named?: boolean;
};

/** One way in which an action comes to do what it does; what can go wrong on that way is the matrix's. */
export type Scene<Place> = {
  /** What tells it from the other scenes of its action. */
  readonly name?: string;
  /** Prepares the world, before anything is planned. */
  readonly given?: (place: Place) => Promise<unknown>;
  /** An action of the same run that is done before. */
  readonly after?: string;
  /** The calls that change AWS, in order. */
  readonly apply: readonly string[];
  /** Those of them that may be made again: AWS makes the same of them, by a client token or as it was. */
  readonly repeats?: readonly string[];
  /** What is denied ends it, and is not gone on with. */
  readonly endsWhenDenied?: boolean;
  /** What it collects or observes with, where that is reading alone. */
  readonly reads?: readonly string[];
  readonly undo?: Return<Place>;
  /** How it ends when its target is gone before it is applied. */
  readonly gone: FailureType | 'nothing to do' | 'done all the same';
};

/** The row of an action in the matrix: several scenes where one run cannot make all of its calls. */
export type Row<Place> = { readonly action: string; readonly scenes: readonly Scene<Place>[] };

/** A scene that is set: its plan is signed, and nothing of it is done. */
export type Setting<Place> = {
  readonly place: Place;
  readonly signed: Signed;
  /** A text in every call of this scene and in no other's, where several go on at once. */
  readonly mark?: string;
};

/** What AWS can do to a call, what is said of it, and how the attempt fails then. */
export type Mishap = readonly [says: string, order: Omit<FaultOrder, 'match'>, type: FailureType];

/** Where scenes are set. */
export type Stage<Place, R extends Row<Place> = Row<Place>> = {
  readonly office: () => Office;
  /** What can happen to calls here, beside what can everywhere. */
  readonly mishaps: readonly Mishap[];
  /** How many scenes can go on at once. */
  readonly lanes: number;
  readonly set: (row: R, scene: Scene<Place>) => Promise<Setting<Place>>;
  /** Takes the target away, as somebody else would. */
  readonly vanish: (place: Place) => Promise<unknown>;
  /** Does `work` with a worker that waits less long for answers than in production. */
  readonly impatiently: <T>(work: () => Promise<T>) => Promise<T>;
};
