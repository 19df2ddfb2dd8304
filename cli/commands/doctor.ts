import { examineAll } from '../doctor/doctor.js';
import type { Line } from '../doctor/line.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';

const marks = { ok: '✓', warning: '!', failed: '✗' } as const;

/** Says of every dependency how it is, and what to do; exit 1 where one fails, 5 where one does not answer. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  if (invocation.positionals.length > 0)
    throw usageError('firebreak doctor takes nothing.', 'See firebreak doctor --help.');
  const lines = await examineAll(invocation.text('config'), invocation.out.progress);
  invocation.out.result(lines.map(shown), () => lines.flatMap(textOf).join('\n'));
  if (lines.some(({ isAway }) => isAway)) return exit.unavailable;
  return lines.some(({ state }) => state === 'failed') ? exit.failed : exit.done;
};

const shown = ({ name, state, detail, fix }: Line) => ({ name, state, detail, fix });

const textOf = ({ name, state, detail, fix }: Line): readonly string[] => [
  `${marks[state]} ${name}: ${detail}`,
  ...(fix === null ? [] : [`    ${fix}`]),
];
