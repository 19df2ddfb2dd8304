import type { Key } from 'ink';

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u001b': 'esc',
  ' ': 'space',
};

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const;

// ^A is 1, ^B is 2, and so on.
const control = (letter: string): string | null =>
  letter < ' ' ? `ctrl+${String.fromCharCode(letter.charCodeAt(0) + 96)}` : null;

/**
 * The keys in one input event, by name: `up`, `enter`, `ctrl+c`, `space`, or the character itself. Fast typing and slow
 * lines deliver several at once, so there may be many.
 */
export const readKeys = (input: string, key: Key): readonly string[] => {
  if (key.eventType === 'release') return [];
  const special = named.find(([flag]) => key[flag]);
  if (special) return [special[1]];
  if (key.ctrl && input !== '') return [`ctrl+${input}`];
  // With Alt held, the terminal sends something that nobody bound: it must not count as the letter alone.
  if (key.meta) return [];
  return Array.from(input, (letter) => controls[letter] ?? control(letter) ?? letter);
};

/** The text a key types, or null when it types none. */
export const typed = (key: string): string | null =>
  key === 'space' ? ' ' : Array.from(key).length === 1 ? key : null;
