/** A command of the `:` line. */
export type PaletteCommand = {
  readonly name: string;
  readonly argument?: string;
  readonly help: string;
};

const commands = [
  { name: 'runs', help: 'Every run' },
  { name: 'approvals', help: 'What waits for a person' },
  { name: 'new', help: 'Plan a new run' },
  { name: 'run', argument: 'RUN', help: 'One run, by its id or the start of it' },
  { name: 'ledger', argument: '[CASE]', help: 'The entries of a case' },
  { name: 'operator', argument: '[NAME]', help: 'Act as another operator (sandbox only)' },
  { name: 'help', help: 'Every key' },
  { name: 'quit', help: 'Leave; runs go on' },
] as const satisfies readonly PaletteCommand[];

/** What a `:` line asks for. */
export type PaletteName = (typeof commands)[number]['name'];

/** The commands, in the order help shows them. */
export const paletteCommands: readonly PaletteCommand[] = commands;

/** The commands that a line begun with `text` can become. */
export const paletteMatches = (text: string): readonly PaletteCommand[] => {
  const word = text.trimStart().split(' ')[0] ?? '';
  return paletteCommands.filter(({ name }) => name.startsWith(word));
};

/** Reads a `:` line: an exact name, or the start of exactly one. Null when it is neither. */
export const parsePalette = (text: string): { readonly name: PaletteName; readonly argument: string } | null => {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const starting = commands.filter(({ name }) => name.startsWith(word));
  const found = commands.find(({ name }) => name === word) ?? (starting.length === 1 ? starting[0] : undefined);
  return found && word !== '' ? { name: found.name, argument: rest.join(' ') } : null;
};
