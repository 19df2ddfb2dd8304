import { isWatched } from '../../../workflows/contract/views.js';
import { isOfWatch, resourceOf } from '../../../workflows/contract/names.js';
import type { GateView, RunView, StageView, StepView } from '../../../workflows/contract/views.js';
import { isFinal } from '../../../workflows/contract/words.js';
import { missingText } from '../../output/needs-text.js';
import { runMarks } from '../marks.js';
import { span, type Span } from '../text/line.js';
import { left } from '../text/time.js';
import { waitingGates } from './people.js';

const stepsOf = (stages: readonly StageView[]): readonly StepView[] =>
  stages.flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps));

/** What a gate still needs: `needs 1 of ir-lead (3h 59m left)`. */
export const needs = (gate: GateView, now: number): string =>
  gate.kind === 'failure' ? 'needs an answer' : `needs ${missingText(gate)} (${left(gate.expiresAt, now)} left)`;

/** The step a failure gate is about. */
export const failedStep = (run: RunView, gate: GateView | undefined): StepView | undefined =>
  stepsOf(run.stages).find((step) => step.id === gate?.step);

/** The least that is known of the run's changes; a run is as sure as its least sure change. */
export const assurance = (run: RunView): string | null => {
  const steps = stepsOf(run.stages.filter(({ name }) => !name.startsWith('release-')));
  const changes = steps.filter((step) => step.effect === 'change' && ['applied', 'verified'].includes(step.state));
  if (changes.length === 0) return null;
  const known = changes.map(({ verification }) => (verification?.holds ? verification.assurance : 'requested'));
  if (known.includes('requested')) return 'requested';
  if (known.includes('configured')) return 'configured';
  return `quiet since ${changes
    .map(({ verification }) => verification?.since ?? '')
    .sort()
    .at(-1)
    ?.slice(11, 16)}Z`;
};

/** Where a run stands, in one line, mark first. `isYours`: it waits for the reader. */
export const standing = (run: RunView, now: number, isYours: boolean): Span => {
  const stands = standingOf(run, now, isYours);
  return run.unratified ? { ...stands, text: `${stands.text} · UNRATIFIED`, tone: 'bad' } : stands;
};

const standingOf = (run: RunView, now: number, isYours: boolean): Span => {
  const { mark, tone } = runMarks[run.state];
  const say = (text: string): Span => span(`${mark} ${text}`, isYours && !isFinal(run.state) ? 'yours' : tone);
  const [gate] = waitingGates(run);
  switch (run.state) {
    case 'waiting':
      return say(`${stageNames(run, gate)}${gate ? needs(gate, now) : 'waiting'}`);
    case 'failed-step': {
      const step = failedStep(run, gate);
      return say(`${step?.action ?? 'a step'} stopped: ${step?.error?.message ?? 'see the run'}`);
    }
    case 'running': {
      const active = stepsOf(run.stages).find(({ state }) => state === 'applying');
      const { done, total } = run.progress;
      const what = active ? `${active.action}${active.progress ? ` ${active.progress}` : ''}` : 'going on';
      return say(`${done}/${total} ${what}`);
    }
    case 'completed': {
      const sure = assurance(run);
      const watched = isWatched(run) ? ' · watched' : '';
      return say(`completed${sure ? ` · ${sure}` : ''}${watched}${run.reason ? ` · ${run.reason}` : ''}`);
    }
    default:
      return say(`${run.state}${run.reason ? `: ${run.reason}` : ''}`);
  }
};

const stageNames = (run: RunView, gate: GateView | undefined): string => {
  if (gate && isOfWatch(run.id, gate)) return 'watched, beyond what was signed: ';
  if (gate?.workflowId !== run.id && gate) return 'release: ';
  return gate?.changes.length ? 'asked again: ' : '';
};

/** What is known of one step: never one word for being asked for, read back and quiet. */
export const stepStanding = (step: StepView): string => {
  if (step.state === 'applied') return 'requested';
  if (step.state !== 'verified' || !step.verification) return step.state;
  const { assurance: known, since } = step.verification;
  return known === 'quiet' ? `quiet since ${since.slice(11, 16)}Z` : known;
};

/** The resource part of a step's target. */
export const targetOf = (target: string): string => resourceOf(target);
