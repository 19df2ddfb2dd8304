import type { Launch } from '../session/session.js';
import { asksOnTerminal, doing, failureMessage, perform } from './actions.js';
import type { Controller } from './controller.js';
import { current, type Intent } from './state/state.js';

/** Does what was decided, in the operator's name, and shows how it went. */
export const act = (controller: Controller, intent: Intent, why: string): Promise<void> =>
  signed(controller, doing(intent), async (operator) => {
    const text = await perform(controller.session.as(operator), intent, why);
    await controller.feed.poll();
    const { screen } = current(controller.state);
    // The question is answered: back to the run, where its consequences show.
    if ((screen.name === 'plan' || screen.name === 'failure') && screen.run === intent.run) {
      const below = controller.state.stack.at(-2)?.screen;
      if (below?.name === 'run' && below.run === intent.run) controller.happen({ type: 'back' });
      else controller.happen({ type: 'replace', screen: { name: 'run', run: intent.run } });
    }
    return text;
  });

/** Asks for a run, and goes there. */
export const launch = (controller: Controller, wanted: Launch): Promise<void> =>
  signed(controller, `planning ${wanted.playbook}`, async (operator) => {
    const { id } = await controller.session.as(operator).launch(wanted);
    await controller.feed.poll();
    controller.happen({ type: 'form', form: null });
    if (current(controller.state).screen.name === 'new')
      controller.happen({ type: 'replace', screen: { name: 'run', run: id } });
    return `${id} is planned: another person signs it.`;
  });

const signed = async (
  controller: Controller,
  what: string,
  work: (operator: string) => Promise<string>,
): Promise<void> => {
  const { operator } = controller.state;
  const { terminal, session } = controller;
  controller.happen({ type: 'busy', text: `${what} as ${operator}` });
  try {
    const steps = terminal !== null && (await asksOnTerminal(session.config, operator)) ? terminal : null;
    const text = await (steps ? steps.lend(() => work(operator)) : work(operator));
    controller.happen({ type: 'told', message: { tone: 'good', text: `✓ ${text}`, hint: '' } });
  } catch (error) {
    controller.happen({ type: 'told', message: failureMessage(error) });
  }
};
