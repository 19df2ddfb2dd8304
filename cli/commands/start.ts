import { exit, type ExitCode } from '../errors.js';
import type { Invocation } from '../command.js';
import { letHappen, letHappenFirst } from '../incident/scenario.js';
import { down, sandboxStatus } from '../../sandbox/stack/up.js';
import { bringUp } from './up.js';

/** What a newcomer finds. */
const FIRST_SCENARIO = 'crypto-miner';

/** What `npm start` does: the sandbox, then the terminal UI; without a terminal the same as a plain-text tour. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const wasUp = sandboxStatus()?.ready === true;
  const status = await bringUp(invocation.out.progress);
  if (invocation.interactive) {
    await begin(invocation.text('scenario'));
    const { run: openUi } = await import('./ui.js');
    const code = await openUi(invocation);
    invocation.out.progress('The sandbox keeps running, and so do its runs. Stop it with: npx firebreak down');
    return code;
  }
  const { tour } = await import('../tour/tour.js');
  try {
    await begin(invocation.text('scenario'));
    await tour(status);
    return exit.done;
  } finally {
    // A scripted tour leaves nothing behind that it started.
    if (!wasUp) await down();
  }
};

const begin = async (scenario: string | undefined): Promise<void> => {
  if (scenario === undefined) await letHappenFirst(FIRST_SCENARIO);
  else if (scenario !== 'none') await letHappen(scenario);
};
