import { parseArgs } from 'node:util';
import { globalOptions, type Command, type Invocation } from './command.js';
import { commands } from './commands.js';
import { CliError, exit, usageError, type ExitCode } from './errors.js';
import { commandHelp } from './help.js';
import { jsonText } from './output/json-text.js';
import { neutral } from './output/neutral.js';
import { processOutput, type Output } from './output/output.js';

/** Runs one command line; answers its exit code. Nothing is thrown past here. */
export const main = async (argv: readonly string[]): Promise<ExitCode> => {
  const [first] = argv;
  if (first === '--version' || first === '-V') return main(['version', ...argv.slice(1)]);
  const at = commandIn(argv);
  const name = argv[at] ?? 'ui';
  const rest = argv.filter((_, index) => index !== at);
  const json = argv.includes('--json');
  try {
    const command = commands.find((one) => one.name === name);
    if (!command) throw usageError(`There is no command ${JSON.stringify(name)}.`, suggestion(name));
    const invocation = parse(command, rest);
    if (invocation.flag('help')) {
      process.stdout.write(`${commandHelp(command)}\n`);
      return exit.done;
    }
    return await (await command.load()).run(invocation);
  } catch (error) {
    return report(error, json, argv.includes('--verbose'));
  }
};

/** Where the command stands: options of every command may come before it. -1 when there is none. */
const commandIn = (argv: readonly string[]): number => {
  const { tokens } = parseArgs({ args: [...argv], options: globalOptions, strict: false, tokens: true });
  return tokens.find(({ kind }) => kind === 'positional')?.index ?? -1;
};

const parse = (command: Command, argv: readonly string[]): Invocation => {
  const options = { ...globalOptions, ...command.options };
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usageError(`${(error as Error).message.split('. ')[0]}.`, `See firebreak ${command.name} --help.`);
  }
  const values = parsed.values as Readonly<Record<string, unknown>>;
  const interactive =
    Boolean(process.stdin.isTTY && process.stdout.isTTY) && values['no-input'] !== true && values['json'] !== true;
  return {
    positionals: parsed.positionals,
    flag: (name) => values[name] === true,
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    texts: (name) => (Array.isArray(values[name]) ? (values[name] as string[]) : []),
    interactive,
    out: output(values),
  };
};

const output = (values: Readonly<Record<string, unknown>>): Output =>
  processOutput({
    json: values['json'] === true,
    quiet: values['quiet'] === true,
    color:
      Boolean(process.stdout.isTTY) &&
      !process.env['NO_COLOR'] &&
      process.env['TERM'] !== 'dumb' &&
      values['no-color'] !== true,
  });

const suggestion = (name: string): string => {
  const close = commands.find((one) => one.name.startsWith(name.slice(0, 3)));
  return close
    ? `Did you mean firebreak ${close.name}? All commands: firebreak help.`
    : 'All commands: firebreak help.';
};

const report = (error: unknown, json: boolean, verbose: boolean): ExitCode => {
  const known = error instanceof CliError ? error : (expected(error) ?? unexpected(error));
  if (json) {
    const { code, message, hint, details } = known;
    process.stdout.write(`${jsonText({ error: { code, message, hint, details } }, 2)}\n`);
  } else {
    // Three lines, whatever is in them: a message may quote what an attacker wrote.
    process.stderr.write(`firebreak: ${neutral(known.code)}\n  ${neutral(known.message)}\n  ${neutral(known.hint)}\n`);
  }
  if (verbose && error instanceof Error)
    process.stderr.write(`${(error.stack ?? '').split('\n').map(neutral).join('\n')}\n${jsonText(known.details)}\n`);
  return known.exitCode;
};

// What goes wrong with keys, configuration and the ledger's place is the user's to put right. Told by name: their modules
// are not loaded here.
const expected = (error: unknown): CliError | null => {
  if (!(error instanceof Error)) return null;
  const { name } = error.constructor;
  if (name === 'ConfigError') return new CliError(exit.usage, 'config', error.message, 'See docs/configuration.md.');
  if (name === 'IdentityError' || name === 'SshsigError')
    return new CliError(
      exit.refused,
      'identity',
      error.message,
      'Check keys and signsWith: firebreak operators verify.',
    );
  if (name === 'LedgerUnavailableError')
    return new CliError(
      exit.unavailable,
      'ledger-unavailable',
      `The ledger cannot be read: ${error.message}`,
      'code' in error && error.code === 'missing'
        ? 'In the sandbox: firebreak up. In PostgreSQL: firebreak ledger init.'
        : 'See firebreak status.',
    );
  return null;
};

const unexpected = (error: unknown): CliError =>
  new CliError(
    exit.failed,
    'internal',
    `Something went wrong inside Firebreak: ${error instanceof Error ? error.message : String(error)}`,
    'Run it again with --verbose, and report what it prints.',
  );
