/** Values of condition keys by name. The case of names does not count, so several spellings are one key. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** What the keys of a request are, whichever way a policy spells them; undefined when the request lacks the key. */
export interface Keys {
  readonly valuesOf: (key: string) => readonly string[] | undefined;
}

/** The keys of `context`. A key with an empty list is in the request and has no value. */
export const keysOf = (context: Context): Keys => {
  const values = new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]),
  );
  return { valuesOf: (key) => values.get(key.toLowerCase()) };
};
