import type { RunState, StepState } from '../../workflows/contract/words.js';
import type { StageState } from '../../workflows/contract/views.js';
import type { Tone } from './text/line.js';

/** A mark and its tone. Every mark is one column wide in every terminal, and never stands without its word. */
export type Mark = { readonly mark: string; readonly tone: Tone };

/** How each state of a run is marked. */
export const runMarks: Readonly<Record<RunState, Mark>> = {
  planning: { mark: '·', tone: 'busy' },
  waiting: { mark: '◆', tone: 'warn' },
  running: { mark: '►', tone: 'busy' },
  'failed-step': { mark: '✗', tone: 'bad' },
  releasing: { mark: '↺', tone: 'busy' },
  completed: { mark: '✓', tone: 'good' },
  released: { mark: '↺', tone: 'good' },
  denied: { mark: '−', tone: 'dim' },
  cancelled: { mark: '−', tone: 'dim' },
  failed: { mark: '✗', tone: 'bad' },
};

/** How each state of a stage is marked. */
export const stageMarks: Readonly<Record<StageState, Mark>> = {
  pending: { mark: '·', tone: 'dim' },
  waiting: { mark: '◆', tone: 'warn' },
  running: { mark: '►', tone: 'busy' },
  failed: { mark: '✗', tone: 'bad' },
  completed: { mark: '✓', tone: 'good' },
  skipped: { mark: '−', tone: 'dim' },
  denied: { mark: '−', tone: 'dim' },
  cancelled: { mark: '−', tone: 'dim' },
};

/** How each state of a step is marked. What was only asked for has no tick: nothing is known to hold yet. */
export const stepMarks: Readonly<Record<StepState, Mark>> = {
  pending: { mark: '·', tone: 'dim' },
  planned: { mark: '·', tone: 'dim' },
  applying: { mark: '►', tone: 'busy' },
  applied: { mark: '○', tone: 'busy' },
  verified: { mark: '✓', tone: 'good' },
  failed: { mark: '✗', tone: 'bad' },
  skipped: { mark: '−', tone: 'dim' },
  undoing: { mark: '↺', tone: 'busy' },
  undone: { mark: '↺', tone: 'good' },
  'undo-failed': { mark: '✗', tone: 'bad' },
};
