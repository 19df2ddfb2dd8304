/**
 * The same pure reading of texts, which remembers what it read: the clock of a world goes through days in one call, and
 * reads the same few policies and address blocks thousands of times. What is answered must not be changed.
 */
export const remember = <T>(read: (text: string) => T, most = 5_000): ((text: string) => T) => {
  const known = new Map<string, { readonly value: T }>();
  return (text) => {
    const found = known.get(text);
    if (found) return found.value;
    const value = read(text);
    if (known.size >= most) known.clear();
    known.set(text, { value });
    return value;
  };
};
