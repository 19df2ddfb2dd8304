import { expect } from '@jest/globals';
import type { Stack } from '../support/stack.js';

/** How a command must refuse: its exit code, its error code, and what its message names. */
export interface Refusal {
  readonly exit: number;
  readonly code: string;
  readonly names: string | RegExp;
}

/**
 * Runs a command twice, for people and for scripts, and expects one clear message each time: three lines on stderr and
 * nothing on stdout, then the same as a JSON document on stdout and nothing on stderr.
 */
export const expectRefusal = async (
  stack: Stack,
  args: readonly string[],
  { exit, code, names }: Refusal,
): Promise<void> => {
  const said = await stack.cli(...args, '--quiet');
  expect({ exit: said.code, stdout: said.stdout, lines: said.stderr.split('\n') }).toEqual({
    exit,
    stdout: '',
    lines: [`firebreak: ${code}`, expect.stringMatching(/^ {2}\S/), expect.stringMatching(/^ {2}\S/), ''],
  });
  expect(said.stderr).toMatch(names);
  const told = await stack.cli(...args, '--quiet', '--json');
  expect({ exit: told.code, stderr: told.stderr, document: told.json() }).toEqual({
    exit,
    stderr: '',
    document: {
      error: {
        code,
        message: expect.stringMatching(names),
        hint: expect.stringMatching(/\S/),
        details: expect.any(Object),
      },
    },
  });
};
