import { exit, type ExitCode } from '../errors.js';
import type { Invocation } from '../command.js';
import { down, sandboxStatus } from '../../sandbox/stack/up.js';
import { bringUp } from './up.js';

/** What `npm start` does: the sandbox, then the terminal UI; without a terminal the same as a plain-text tour. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const wasUp = sandboxStatus()?.ready === true;
  const status = await bringUp(invocation.out.progress);
  if (invocation.interactive) {
    const { run: openUi } = await import('./ui.js');
    const code = await openUi(invocation);
    invocation.out.progress('The sandbox keeps running, and so do its runs. Stop it with: npx firebreak down');
    return code;
  }
  const { tour } = await import('../tour/tour.js');
  try {
    await tour(status);
    return exit.done;
  } finally {
    // A scripted tour leaves nothing behind that it started.
    if (!wasUp) await down();
  }
};
