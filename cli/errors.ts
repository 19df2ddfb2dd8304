/** The documented exit codes. */
export const exit = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  missing: 4,
  unavailable: 5,
  proof: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

/** Something that a person is told in three lines: what failed, why, what to do next. */
export class CliError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    message: string,
    readonly hint: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Wrong use: unknown command, flag or value. */
export const usageError = (message: string, hint: string): CliError => new CliError(exit.usage, 'usage', message, hint);
