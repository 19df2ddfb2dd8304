import type { StandingChange } from '../../../workflows/contract/case.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { isRelease } from '../../../workflows/contract/names.js';
import type { RunView } from '../../../workflows/contract/views.js';

/** The steps that have changed something in AWS, or of which nobody knows: a call went out, and no answer came back. */
export const stepsThatTouched = (entries: readonly Entry[]): ReadonlySet<string> => {
  const touched = new Set<string>();
  const unanswered = new Map<string, string>();
  for (const { kind, body } of entries) {
    if (kind === 'intent') unanswered.set(callOf(body), stepOf(body.run, body.step));
    if (kind === 'outcome' && body.state === 'reconciled') touched.add(stepOf(body.run, body.step));
    if (kind !== 'call' || body.step === null || body.call === null) continue;
    unanswered.delete(callOf({ ...body, step: body.step, call: body.call }));
    if (body.outcome === 'ok') touched.add(stepOf(body.run, body.step));
  }
  return new Set([...touched, ...unanswered.values()]);
};

/** A step among those of all runs. */
export const stepOf = (run: string, step: string): string => `${run} ${step}`;

type Call = Pick<Entry<'intent'>['body'], 'run' | 'step' | 'call' | 'attempt'>;

const callOf = ({ run, step, call, attempt }: Call): string => `${run} ${step} ${call} ${attempt}`;

/** What a run has changed and nobody has put back, in the order it was planned; from its entries and its view. */
export const standingIn = (run: RunView, entries: readonly Entry[]): readonly StandingChange[] => {
  const touched = stepsThatTouched(entries);
  return run.stages
    .filter(({ name }) => !isRelease(name))
    .flatMap(({ tracks }) =>
      tracks.flatMap(({ target, steps }) =>
        steps
          .filter((step) => step.effect === 'change' && step.state !== 'undone' && touched.has(stepOf(run.id, step.id)))
          .map(({ id, action, reversible }) => ({ run: run.id, step: id, target, action, reversible })),
      ),
    );
};
