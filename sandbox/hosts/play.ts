import type { Place } from '../services/operation.js';
import type { Host } from './host.js';
import type { OutboundAnswer, OutboundRequest } from './outbound.js';
import type { Script } from './script.js';

/** Where a script is in its course; kept on disk between its steps. */
export type PlayState = Readonly<Record<string, string | number | boolean>>;

/** What a step does: it prints, and either goes on after `afterMs` of the world's time or ends. */
export type Step = {
  readonly out?: string;
  readonly err?: string;
} & ({ readonly afterMs: number; readonly state: PlayState } | { readonly exit: number });

/** What a script sees of the world while it runs. */
export type Scene = {
  readonly place: Place;
  readonly host: Host;
  readonly script: Script;
  /** The run that this is, the same after a restart of the sandbox. */
  readonly run: string;
  /** `timeout` when packets get no answer, `unknown` when nobody has that name. */
  readonly send: (request: OutboundRequest) => OutboundAnswer | 'timeout' | 'unknown';
};

/**
 * Plays one kind of script, step by step: `state` is empty at first, then what the step before left. A step happens at
 * one moment of the world and sees the network, the devices and the host as they are then.
 */
export type Player = (scene: Scene, state: PlayState) => Step;

/** Text of a state; '' when it is not there. */
export const textIn = (state: PlayState, name: string): string => String(state[name] ?? '');

/** Number of a state; 0 when it is not there. */
export const numberIn = (state: PlayState, name: string): number => Number(state[name] ?? 0);
