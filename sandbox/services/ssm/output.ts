import type { HostRun } from '../../hosts/run-records.js';
import type { StepResult } from './records.js';

// GetCommandInvocation and CommandPlugin in the API reference: the most characters of each text.
const STDOUT = 24_000;
const STDERR = 8_000;
const BOTH = 2_500;

const CUT = '--output truncated--';

/** The beginning of a text, ended by the agent's mark where something is missing. */
const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most - CUT.length) + CUT;

/** What the agent tells of a step that ended by itself, or was killed because it timed out or was cancelled. */
export const resultOf = (run: HostRun, killed: 'TimedOut' | 'Cancelled' | undefined): StepResult => {
  const code = run.exit ?? KILLED;
  const status = killed ?? (code === 0 ? 'Success' : 'Failed');
  return {
    status,
    details: status === 'TimedOut' ? 'ExecutionTimedOut' : status,
    code,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? run.startedAt,
    stdout: cut(run.stdout, STDOUT),
    stderr: cut(stderrOf(run), STDERR),
  };
};

// The agent's code for a script that it ended itself.
const KILLED = 137;

/** What a step wrote to stderr, with the agent's own last line where it failed. */
export const stderrOf = ({ stderr, exit }: HostRun): string =>
  exit === 0 ? stderr : `${stderr}failed to run commands: exit status ${exit ?? KILLED}`;

/** Both texts of a step in one, as ListCommandInvocations shows it. */
export const combined = ({ stdout, stderr }: StepResult): string =>
  cut(stderr === '' ? stdout : `${stdout}\n----------ERROR-------\n${stderr}`, BOTH);
