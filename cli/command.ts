import type { ExitCode } from './errors.js';
import type { Output } from './output/output.js';

/** One option of a command. */
export type Option = {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for its value in help. */
  readonly value?: string;
  readonly help: string;
};

/** What a command is given: parsed, but nothing opened yet. */
export type Invocation = {
  readonly positionals: readonly string[];
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly texts: (name: string) => readonly string[];
  readonly out: Output;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
};

/** One command, as data: help, completion and parsing come from it; its code is loaded when it is called. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  readonly options?: Readonly<Record<string, Option>>;
  readonly load: () => Promise<{ readonly run: (invocation: Invocation) => Promise<ExitCode> }>;
};

/** Options that every command takes. */
export const globalOptions = {
  json: { type: 'boolean', help: 'print JSON on stdout' },
  config: {
    type: 'string',
    value: 'FILE',
    help: 'configuration file (default: firebreak.yaml, the sandbox’s, the user’s)',
  },
  as: { type: 'string', value: 'OPERATOR', help: 'sign as this configured operator' },
  quiet: { type: 'boolean', short: 'q', help: 'no progress on stderr' },
  verbose: { type: 'boolean', help: 'with the cause of an error' },
  'no-color': { type: 'boolean', help: 'no colour (also: NO_COLOR, TERM=dumb)' },
  'no-input': { type: 'boolean', help: 'never ask' },
  help: { type: 'boolean', short: 'h', help: 'show this help' },
} as const satisfies Readonly<Record<string, Option>>;
