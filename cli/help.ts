import { globalOptions, type Command, type Option } from './command.js';
import { commands } from './commands.js';

const optionLines = (options: Readonly<Record<string, Option>>): readonly string[] => {
  const names = Object.entries(options).map(
    ([name, { short, value }]) => `  ${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`,
  );
  const width = Math.max(0, ...names.map((name) => name.length)) + 2;
  return Object.values(options).map(({ help }, index) => `${(names[index] ?? '').padEnd(width)}${help}`);
};

/** `firebreak help`: examples first, then every command. */
export const generalHelp = (): string => {
  const shown = commands.filter((one) => one.summary !== '');
  const width = Math.max(...shown.map((one) => one.name.length)) + 2;
  return [
    'firebreak: incident response on AWS, planned, signed by a second person, proved, put back on demand',
    '',
    'Examples',
    '  firebreak up                                             start the sandbox',
    '  firebreak run contain-instance --set instanceId=i-…      ask to contain an instance',
    '  firebreak approvals                                      what waits for a signature',
    '  firebreak approve run-… --plan sha256:… --reason "…" --as ir-lead',
    '  firebreak release run-… --reason "host rebuilt"          put it back',
    '',
    'Commands',
    ...shown.map((one) => `  ${one.name.padEnd(width)}${one.summary}`),
    '',
    'Options of every command',
    ...optionLines(globalOptions),
    '',
    'Exit codes: 0 done · 1 failed · 2 wrong use · 3 refused · 4 no such thing · 5 unavailable · 6 a proof failed · 130 interrupted',
    'More on one command: firebreak COMMAND --help',
  ].join('\n');
};

/** `firebreak COMMAND --help`: examples first. */
export const commandHelp = (command: Command): string =>
  [
    `${command.summary}`,
    '',
    'Examples',
    ...command.examples.map((example) => `  ${example}`),
    '',
    `Usage: firebreak ${command.usage}`,
    ...(command.options ? ['', 'Options', ...optionLines(command.options)] : []),
    '',
    'Options of every command',
    ...optionLines(globalOptions),
  ].join('\n');
