import type { FailureChoice } from '../../../workflows/contract/words.js';
import { act } from '../acting.js';
import { asksFor } from '../actions.js';
import type { Controller } from '../controller.js';
import { field } from '../state/field.js';
import { current, type Intent, type Typing } from '../state/state.js';
import { runOf } from './opening.js';
import { say } from './saying.js';

/** Asks what must be asked before `intent` is done. */
export const ask = (controller: Controller, intent: Intent): void => {
  const run = controller.feed.view(intent.run);
  if (!run || 'problem' in run) return;
  if (controller.state.busy) return say(controller, 'plain', 'One thing at a time: the last one is still under way.');
  const typing: Typing = { kind: 'asking', intent, ...asksFor(intent, run), at: 0, field: field() };
  controller.happen({ type: 'type', typing });
};

/** Says yes or no to the plan on the screen: to that one, whatever is asked by now. */
export const decide = (controller: Controller, does: 'approve' | 'deny'): void => {
  const { screen } = current(controller.state);
  if (screen.name === 'plan') ask(controller, { does, run: screen.run, plan: screen.plan });
};

/** Gives the marked answer to the failed step on the screen. */
export const answer = (controller: Controller): void => {
  const { screen } = current(controller.state);
  const run = runOf(controller);
  if (screen.name !== 'failure' || !run) return;
  const step = run.gates.find(({ id }) => id === screen.gate)?.step;
  const choice = controller.frame().painted.selected as FailureChoice | null;
  if (step && choice) ask(controller, { does: 'decide', run: run.id, step, choice });
};

/** Takes the answer to one question; after the last one, it is done. */
export const takeAnswer = (controller: Controller, typing: Extract<Typing, { kind: 'asking' }>): void => {
  const question = typing.asks[typing.at];
  const text = typing.field.text.trim();
  if (question?.kind === 'type' && text !== question.expected)
    return say(
      controller,
      'bad',
      `That is not ${question.expected}.`,
      'Nothing was signed. Type it as it stands there, or press esc.',
    );
  if (question?.kind === 'reason' && text === '')
    return say(controller, 'bad', 'A reason is needed: it goes on record.');
  if (typing.at + 1 < typing.asks.length) controller.happen({ type: 'answered' });
  else void act(controller, typing.intent, text);
};
