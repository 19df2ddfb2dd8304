/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** What IAM says of everything that it says nothing more of. */
export const SYNTAX = 'Syntax errors in policy.';

/** Whether a list is one of texts. */
export const areTexts = (values: readonly unknown[]): values is readonly string[] =>
  values.every((value) => typeof value === 'string');

/** Whether a value is an object of JSON. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that a text says; undefined when it says none. */
export const parsed = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
