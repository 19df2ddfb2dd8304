import { typed } from '../read-keys.js';
import { neutral } from '../../output/neutral.js';

/** A line of text under edit; `at` is where the next letter goes, counted in letters. */
export type Field = { readonly text: string; readonly at: number };

/** The longest text a field takes. */
const longest = 500;

/** A field that holds `text`, ready to go on after it. */
export const field = (text = ''): Field => ({ text, at: Array.from(text).length });

/** The field with `text` put in at the cursor; line breaks and control characters of a paste do not come along. */
export const insert = ({ text, at }: Field, added: string): Field => {
  const letters = Array.from(text);
  const fresh = Array.from(neutral(added)).slice(0, Math.max(0, longest - letters.length));
  return { text: [...letters.slice(0, at), ...fresh, ...letters.slice(at)].join(''), at: at + fresh.length };
};

/** The field after a key, or null when the key does not edit. */
export const edit = (edited: Field, key: string): Field | null => {
  const letters = Array.from(edited.text);
  const { at } = edited;
  const cut = (from: number, to: number): Field => ({
    text: [...letters.slice(0, from), ...letters.slice(to)].join(''),
    at: from,
  });
  switch (key) {
    case 'left':
      return { ...edited, at: Math.max(0, at - 1) };
    case 'right':
      return { ...edited, at: Math.min(letters.length, at + 1) };
    case 'home':
    case 'ctrl+a':
      return { ...edited, at: 0 };
    case 'end':
    case 'ctrl+e':
      return { ...edited, at: letters.length };
    case 'backspace':
      return at > 0 ? cut(at - 1, at) : edited;
    case 'delete':
      return cut(at, at + 1);
    case 'ctrl+u':
      return cut(0, at);
    case 'ctrl+w':
      return cut(
        letters
          .slice(0, at)
          .join('')
          .replace(/\S*\s*$/u, '').length,
        at,
      );
    default: {
      const letter = typed(key);
      return letter === null ? null : insert(edited, letter);
    }
  }
};
