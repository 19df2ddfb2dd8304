import type { Place } from '../../services/operation.js';

/** Something that happens to the estate. */
export type Scenario = {
  readonly name: string;
  /** What the people who are called know of it. */
  readonly summary: string;
  /** Makes it so, in a transaction, as of the last hour. Throws `ScenarioRefused` where the estate is another one. */
  readonly happen: (place: Place) => void;
};

/** A scenario cannot happen in this world, and why. */
export class ScenarioRefused extends Error {}

/** There is no scenario of that name. */
export class NoSuchScenario extends Error {}
