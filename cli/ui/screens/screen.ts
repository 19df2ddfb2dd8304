import type { Operator } from '../../../workflows/contract/policy.js';
import type { Config } from '../../../worker/config.js';
import type { Incident } from '../../incident/incident.js';
import type { Health } from '../../session/health.js';
import type { Feed } from '../data/feed.js';
import type { Command, Facts } from '../keys.js';
import type { Offer } from '../state/form.js';
import type { Shown, State } from '../state/state.js';
import type { Line } from '../text/line.js';
import type { Window } from './viewport.js';

/** What a screen is painted from. Painting reads, and changes nothing. */
export type View = {
  readonly feed: Feed;
  readonly state: State;
  readonly shown: Shown;
  readonly config: Config;
  /** The operator that acts. */
  readonly me: Operator | undefined;
  readonly offer: Offer;
  /** What is alive of what Firebreak stands on; null while nobody knows. */
  readonly health: Health | null;
  /** What happened in the sandbox; null elsewhere, and as long as nobody knows. */
  readonly incident: Incident | null;
  /** Milliseconds; ticks once a second. */
  readonly now: number;
  readonly width: number;
  /** How many rows the body may take. */
  readonly height: number;
};

/** A painted screen. */
export type Painted = {
  /** Where one is, for the header. */
  readonly title: readonly string[];
  /** At most `height` rows. */
  readonly lines: readonly Line[];
  /** What the cursor can be on, top to bottom. */
  readonly ids: readonly string[];
  readonly selected: string | null;
  /** Which rows of the list are in sight, where there is one. */
  readonly window?: Window;
  /** The furthest that a text can be scrolled. */
  readonly reach: number;
  readonly facts: Partial<Facts>;
  /** The id or hash that `copy` copies. */
  readonly copies?: string;
  /** For a first-time reader: what to press next, until it was done once. */
  readonly next?: { readonly text: string; readonly until: Command } | undefined;
};
